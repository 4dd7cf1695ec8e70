package io.rookery.edge.sasl;

import java.util.Optional;

/// A channel binding type, the stronger first.
public enum BindingType {
    /// RFC 9266.
    TLS_EXPORTER("tls-exporter"),
    /// RFC 5929 §4.
    TLS_SERVER_END_POINT("tls-server-end-point");

    private final String text;

    BindingType(String text) {
        this.text = text;
    }

    /// The registered name.
    public String text() {
        return text;
    }

    static Optional<BindingType> named(String name) {
        for (BindingType type : values()) {
            if (type.text.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
