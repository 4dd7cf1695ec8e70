package io.rookery.edge.sasl;

import java.util.List;
import java.util.Optional;

/// What one connection's channel can be bound by. Without TLS nothing.
public interface ChannelBindings {
    /// A connection without TLS, or one whose engine can bind nothing.
    ChannelBindings NONE = type -> Optional.empty();

    /// The binding's data, the same bytes at both ends of an unbroken TLS channel; empty when this
    /// connection cannot do that type.
    Optional<byte[]> data(BindingType type);

    /// The types that this connection can do (XEP-0440 §3).
    default List<BindingType> types() {
        return List.of(BindingType.values()).stream()
                .filter(type -> data(type).isPresent())
                .toList();
    }
}
