package io.rookery.edge.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.ManualClock;
import io.rookery.xmpp.jid.BareJid;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final BareJid JULIET = BareJid.parse("juliet@acme.test");
    private static final BareJid ROMEO = BareJid.parse("romeo@acme.test");
    private final ManualClock clock = new ManualClock();
    private final LoginThrottle throttle =
            new LoginThrottle(clock, new LoginThrottle.Rates(3, 6, 6, 4));

    @Test
    void account_is_slowed_from_every_address() {
        for (int i = 0; i < 3; i++) {
            throttle.failed(JULIET, address("192.0.2." + i));
        }

        assertThat(throttle.admits(JULIET, address("192.0.2.77"))).isFalse();
        assertThat(throttle.admits(ROMEO, address("192.0.2.1"))).isTrue();
    }

    @Test
    void address_is_slowed_for_every_account() {
        for (int i = 0; i < 6; i++) {
            throttle.failed(JULIET, address("192.0.2.1"));
        }

        assertThat(throttle.admits(ROMEO, address("192.0.2.1"))).isFalse();
        assertThat(throttle.admits(ROMEO, address("192.0.2.2"))).isTrue();
    }

    @Test
    void one_network_of_ipv6_counts_as_one_address() {
        for (int i = 0; i < 6; i++) {
            throttle.failed(JULIET, address("2001:db8:0:1::" + i));
        }

        assertThat(throttle.admits(ROMEO, address("2001:db8:0:1::99"))).isFalse();
        assertThat(throttle.admits(ROMEO, address("2001:db8:0:2::99"))).isTrue();
    }

    @Test
    void time_heals() {
        for (int i = 0; i < 3; i++) {
            throttle.failed(JULIET, address("192.0.2.1"));
        }

        clock.advance(Duration.ofSeconds(11));

        assertThat(throttle.admits(JULIET, address("192.0.2.1"))).isTrue();
    }

    @Test
    void memory_is_bounded() {
        for (int i = 0; i < 3; i++) {
            throttle.failed(JULIET, address("192.0.2.1"));
        }
        for (int i = 0; i < 10; i++) {
            throttle.failed(ROMEO, address("198.51.100." + i));
        }

        assertThat(throttle.admits(JULIET, address("192.0.2.1"))).isTrue();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
