package io.rookery.edge.csi;

import io.rookery.xmpp.xml.Element;
import java.util.Optional;

/// Reads what clients say of their state.
public final class ClientStateIndication {
    /// Its namespace.
    public static final String NAMESPACE = "urn:xmpp:csi:0";

    /// Its name in [io.rookery.routing.port.DomainPolicy#disabledFeatures].
    public static final String NAME = "csi";

    /// The stream feature.
    public static final Element FEATURE = Element.of("csi", NAMESPACE);

    private ClientStateIndication() {}

    /// True for `<inactive/>`, false for `<active/>`, empty for all else.
    public static Optional<Boolean> inactive(Element element) {
        if (!element.namespace().equals(NAMESPACE)) {
            return Optional.empty();
        }
        return switch (element.name()) {
            case "inactive" -> Optional.of(true);
            case "active" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
