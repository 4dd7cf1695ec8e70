package io.rookery.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import io.rookery.edge.EdgeSettings.Engine;
import io.rookery.edge.EdgeSettings.Kind;
import io.rookery.edge.EdgeSettings.Listener;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeSettingsTest {
    @Test
    void defaults_are_the_fields_usual_ports() {
        assertThat(EdgeSettings.DEFAULT.listeners())
                .extracting(Listener::kind, Listener::port)
                .containsExactly(
                        tuple(Kind.STARTTLS, 5222),
                        tuple(Kind.TLS, 5223),
                        tuple(Kind.WEBSOCKET_TLS, 5443),
                        tuple(Kind.WEBSOCKET, 5280));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PLAIN", "WEBSOCKET"})
    void without_tls_only_loopback_is_listened_on(Kind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Listener("open", kind, "0.0.0.0", 0, Engine.JDK))
                .withMessageContaining("host: 0.0.0.0");
        assertThat(new Listener("closed", kind, "::1", 0, Engine.JDK).host()).isEqualTo("::1");
    }

    @Test
    void defaults_are_those_of_the_inner_protocol() {
        EdgeLimits limits = EdgeLimits.DEFAULT;

        assertThat(limits.ingressStanzas()).isEqualTo(256);
        assertThat(limits.ingressBytes()).isEqualTo(1 << 20);
        assertThat(limits.outboundStanzas()).isGreaterThan(1_000);
        assertThat(limits.times().retry()).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.times().ackTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(limits.times().resume()).isEqualTo(Duration.ofMinutes(5));
        assertThat(limits.times().resumeMax()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void stanzas_of_ten_thousand_bytes_are_always_taken() {
        EdgeLimits usual = EdgeLimits.DEFAULT;

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new EdgeLimits(
                                usual.crowd(),
                                9_999,
                                usual.loginAttempts(),
                                usual.bindAttempts(),
                                usual.ingressStanzas(),
                                usual.ingressBytes(),
                                usual.outboundStanzas(),
                                usual.writeHighBytes(),
                                usual.writeMaxBytes(),
                                usual.ackEvery(),
                                usual.tlsContexts(),
                                usual.throttle(),
                                usual.times()))
                .withMessageContaining("stanzaBytesBeforeLogin: 9999");
    }
}
