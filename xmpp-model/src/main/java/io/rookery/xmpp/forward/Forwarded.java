package io.rookery.xmpp.forward;

import io.rookery.xmpp.delay.Delay;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// A stanza within another, with the time it was first sent.
public record Forwarded(Stanza stanza, @Nullable Delay delay) {

    /// The namespace.
    public static final String NAMESPACE = "urn:xmpp:forward:0";

    /// Writes `<forwarded/>` where the writer stands; the stanza's payload is copied, not parsed.
    public void writeTo(XmlWriter writer) {
        writer.start("forwarded", NAMESPACE);
        if (delay != null) {
            delay.toElement().writeTo(writer);
        }
        stanza.writeTo(writer);
        writer.end();
    }
}
