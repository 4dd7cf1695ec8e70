package io.rookery.edge.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SaslOfferTest {
    private static final ChannelBindings TLS = type -> Optional.of(new byte[32]);

    /// For clients that bind to the channel in a way that TLS 1.3 lacks, and try nothing else.
    @Test
    void domain_that_does_not_name_plus_offers_no_channel_binding() {
        SaslOffer offer = SaslOffer.of(naming("SCRAM-SHA-1", "PLAIN"), true, true, TLS);

        assertThat(offer.mechanisms()).containsExactly(Mechanism.SCRAM_SHA_1, Mechanism.PLAIN);
        assertThat(offer.bindings()).isEmpty();
        assertThat(offer.offersBound()).isFalse();
    }

    @Test
    void plus_is_offered_by_name_and_strongest_first() {
        SaslOffer offer =
                SaslOffer.of(
                        naming("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"), true, true, TLS);

        assertThat(offer.mechanisms())
                .containsExactly(
                        Mechanism.SCRAM_SHA_256_PLUS, Mechanism.SCRAM_SHA_256, Mechanism.PLAIN);
        assertThat(offer.bindings()).containsExactly(BindingType.values());
    }

    @Test
    void channel_that_cannot_be_bound_and_source_without_verifiers_narrow_the_offer() {
        DomainPolicy policy = naming("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "PLAIN");

        assertThat(SaslOffer.of(policy, true, true, ChannelBindings.NONE).mechanisms())
                .containsExactly(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN);
        assertThat(SaslOffer.of(policy, true, false, TLS).mechanisms())
                .containsExactly(Mechanism.PLAIN);
        assertThat(SaslOffer.of(policy, false, true, ChannelBindings.NONE).mechanisms())
                .containsExactly(Mechanism.SCRAM_SHA_256);
    }

    private static DomainPolicy naming(String... mechanisms) {
        return new DomainPolicy(
                new TenantId(new UUID(1, 2)),
                "acme.test",
                1,
                true,
                List.of(DomainPolicy.AuthSource.INTERNAL),
                DomainPolicy.RosterSource.INTERNAL,
                DomainPolicy.Federation.ISOLATED,
                Set.of(),
                true,
                Duration.ofDays(30),
                Set.of(),
                List.of(mechanisms),
                DomainLimits.DEFAULT);
    }
}
