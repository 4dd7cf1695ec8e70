package io.rookery.edge.sasl;

import io.rookery.routing.port.DomainPolicy;
import java.util.ArrayList;
import java.util.List;

/// What one stream offers: mechanisms, strongest first, and the channel bindings they may use.
public record SaslOffer(List<Mechanism> mechanisms, List<BindingType> bindings) {
    public SaslOffer {
        mechanisms = List.copyOf(mechanisms);
        bindings = List.copyOf(bindings);
    }

    /// What `policy` allows and this connection can do.
    ///
    /// @param secure TLS stands, so PLAIN may be offered (RFC 6120 §13.8.3)
    /// @param scram the domain's authentication can answer SCRAM
    public static SaslOffer of(
            DomainPolicy policy, boolean secure, boolean scram, ChannelBindings channel) {
        List<BindingType> types = channel.types();
        List<Mechanism> mechanisms = new ArrayList<>(Mechanism.values().length);
        for (Mechanism mechanism : Mechanism.values()) {
            boolean wanted = policy.saslMechanisms().contains(mechanism.text());
            boolean possible =
                    mechanism == Mechanism.PLAIN
                            ? secure
                            : scram && (!mechanism.isBound() || !types.isEmpty());
            if (wanted && possible) {
                mechanisms.add(mechanism);
            }
        }
        boolean bound = mechanisms.stream().anyMatch(Mechanism::isBound);
        return new SaslOffer(mechanisms, bound ? types : List.of());
    }

    boolean offersBound() {
        return !bindings.isEmpty();
    }
}
