package io.rookery.xmpp.delay;

import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a stanza was first sent, on one that comes late.
///
/// @param stamp kept to the millisecond
/// @param from who held it back, or null
/// @param reason for people, or null
public record Delay(Instant stamp, @Nullable Jid from, @Nullable String reason) {

    /// The namespace.
    public static final String NAMESPACE = "urn:xmpp:delay";

    /// Reads a `<delay/>`.
    ///
    /// @throws IllegalArgumentException when `element` is none, or has a wrong stamp or address
    public static Delay parse(Element element) {
        String stamp = element.attribute("stamp");
        if (!element.is("delay", NAMESPACE) || stamp == null) {
            throw new IllegalArgumentException(
                    "element: " + element.name() + " (expected: a delay with a stamp)");
        }
        String from = element.attribute("from");
        String reason = element.text();
        return new Delay(
                DateTime.parse(stamp),
                from == null ? null : Jid.parse(from),
                reason.isEmpty() ? null : reason);
    }

    /// This delay as `<delay/>`.
    public Element toElement() {
        return Element.builder("delay", NAMESPACE)
                .attribute("from", from == null ? null : from.toString())
                .attribute("stamp", DateTime.format(stamp))
                .text(reason)
                .build();
    }
}
