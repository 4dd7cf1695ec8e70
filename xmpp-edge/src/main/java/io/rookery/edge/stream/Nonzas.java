package io.rookery.edge.stream;

import io.rookery.edge.sasl.BindingType;
import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.SaslFailure;
import io.rookery.edge.sasl.SaslOffer;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.util.Base64;
import java.util.List;

/// The elements that negotiation sends.
final class Nonzas {
    static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String CHANNEL_BINDING = "urn:xmpp:sasl-cb:0";

    private Nonzas() {}

    static Element features(List<Element> features) {
        return Element.builder("features", Namespaces.STREAMS).children(features).build();
    }

    static Element startTlsRequired() {
        return Element.builder("starttls", TLS).child("required").build();
    }

    static Element mechanisms(SaslOffer offer) {
        Element.Builder mechanisms = Element.builder("mechanisms", SASL);
        for (Mechanism mechanism : offer.mechanisms()) {
            mechanisms.child("mechanism", mechanism.text());
        }
        return mechanisms.build();
    }

    /// XEP-0440 §3.
    static Element channelBindings(SaslOffer offer) {
        Element.Builder bindings = Element.builder("sasl-channel-binding", CHANNEL_BINDING);
        for (BindingType type : offer.bindings()) {
            bindings.child(
                    Element.builder("channel-binding", CHANNEL_BINDING)
                            .attribute("type", type.text())
                            .build());
        }
        return bindings.build();
    }

    static Element challenge(byte[] bytes) {
        return Element.of("challenge", SASL, base64(bytes));
    }

    /// RFC 6120 §6.4.6: additional data may be there or not.
    static Element success(byte[] bytes) {
        return bytes.length == 0
                ? Element.of("success", SASL)
                : Element.of("success", SASL, base64(bytes));
    }

    static Element failure(SaslFailure condition) {
        return Element.builder("failure", SASL).child(condition.element()).build();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
