package io.rookery.routing.archive;

import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Envelopes;
import io.rookery.xmpp.delay.Delay;
import io.rookery.xmpp.forward.Forwarded;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.page.Page;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.xml.Element;
import org.jspecify.annotations.Nullable;

/// How archived messages and the end of a page look (XEP-0313 §4.2, §4.3).
final class ArchiveResult {
    private ArchiveResult() {}

    /// One result, from the owner of the archive; the archived payload is copied, not parsed.
    static Message message(BareJid owner, @Nullable String queryId, Archive.Entry entry) {
        Payload payload =
                Payload.written(writer -> {
                    writer.start("result", ArchiveAccess.NAMESPACE)
                            .attribute("queryid", queryId)
                            .attribute("id", entry.id().toString());
                    new Forwarded(
                                    Envelopes.open(entry.stanza()),
                                    new Delay(entry.stamp(), null, null))
                            .writeTo(writer);
                    writer.end();
                });
        return new Message(owner, null, null, null, Message.Type.NORMAL, payload);
    }

    /// The `<fin/>` of a page.
    static Element fin(ArchiveQuery query, Archive.Page page) {
        Long count = page.count() < 0 ? null : page.count();
        Page shown =
                page.entries().isEmpty()
                        ? Page.empty(count)
                        : new Page(
                                page.entries().getFirst().id().toString(),
                                null,
                                page.entries().getLast().id().toString(),
                                count);
        return Element.builder("fin", ArchiveAccess.NAMESPACE)
                .attribute("queryid", query.queryId())
                .attribute("complete", page.complete() ? "true" : null)
                .child(shown.toElement())
                .build();
    }
}
