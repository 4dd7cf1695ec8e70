package io.rookery.server.edges;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.XmlStream;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.List;

/// A user's archive, read page by page as a client does (XEP-0313).
final class Shelf {
    private static final String MAM = "urn:xmpp:mam:2";
    private static final String RSM = "http://jabber.org/protocol/rsm";
    private static final int MOST_PAGES = 200;

    private Shelf() {}

    /// One entry.
    record Entry(String id, String from, String body) {}

    /// All of it, oldest first.
    static List<Entry> read(Door door, BareJid user, String password) {
        XmlStream stream = door.open(user.domain());
        try {
            new Login(stream, Door.PATIENCE).authenticate(user, password);
            ask(
                    stream,
                    "set",
                    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>",
                    new ArrayList<>());
            List<Entry> entries = new ArrayList<>();
            for (int page = 0; page < MOST_PAGES; page++) {
                String after =
                        entries.isEmpty() ? "" : "<after>" + entries.getLast().id() + "</after>";
                Element answer =
                        ask(
                                stream,
                                "set",
                                "<query xmlns='%s'><set xmlns='%s'><max>100</max>%s</set></query>"
                                        .formatted(MAM, RSM, after),
                                entries);
                Element fin = answer.child("fin", MAM);
                if (fin == null && answer.toString().contains("type='wait'")) {
                    continue; // its account's owner has changed meanwhile
                }
                if (fin == null) {
                    throw new IllegalStateException("archive: " + answer + " (expected: fin)");
                }
                if ("true".equals(fin.attribute("complete"))) {
                    break;
                }
            }
            stream.end();
            return entries;
        } finally {
            stream.pipe().cut();
        }
    }

    private static Element ask(XmlStream stream, String type, String payload, List<Entry> entries) {
        stream.send("<iq type='%s' id='shelf'>%s</iq>".formatted(type, payload));
        while (true) {
            Element come = stream.next(Door.PATIENCE);
            if (come == null) {
                throw new IllegalStateException("answer: none (expected: one)");
            }
            if (come.name().equals("iq")) {
                return come;
            }
            Element result = come.child("result", MAM);
            if (result != null) {
                Element forwarded = child(result, "forwarded", "urn:xmpp:forward:0");
                Element message = child(forwarded, "message", "jabber:client");
                Element body = message.child("body", "jabber:client");
                entries.add(
                        new Entry(
                                String.valueOf(result.attribute("id")),
                                String.valueOf(message.attribute("from")),
                                body == null ? "" : body.text()));
            }
        }
    }

    private static Element child(Element parent, String name, String namespace) {
        Element child = parent.child(name, namespace);
        if (child == null) {
            throw new IllegalStateException(name + ": none (expected: in " + parent + ")");
        }
        return child;
    }
}
