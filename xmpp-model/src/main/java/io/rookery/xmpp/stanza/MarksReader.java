package io.rookery.xmpp.stanza;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlCursor;
import io.rookery.xmpp.xml.XmlException;
import io.rookery.xmpp.xml.XmlWriter;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects marks while the children of a stanza go by.
final class MarksReader {

    /// Where a child's attributes come from.
    private interface Attributes {
        @Nullable String attribute(String name);
    }

    private int bits;
    private int children;
    private int bodyBytes;
    private @Nullable String firstName;
    private @Nullable String firstNamespace;
    private @Nullable String originId;
    private @Nullable String receiptId;
    private @Nullable String markerId;
    private @Nullable String thread;
    private @Nullable List<String> stanzaIdBy;
    private boolean inBody;
    private boolean inThread;
    private final StringBuilder threadText = new StringBuilder(0);

    /// Copies the content of the element at whose start the cursor stands and marks it on the way.
    static Payload read(XmlCursor cursor, int capacity, int maxBytes) {
        XmlWriter writer = new XmlWriter(Scope.CONTENT, capacity);
        MarksReader marks = new MarksReader();
        int own = cursor.depth();
        while (true) {
            switch (cursor.next()) {
                case START -> {
                    if (cursor.depth() == own + 1) {
                        marks.begin(cursor.name(), cursor.namespace(), cursor::attribute);
                    }
                    cursor.copyStart(writer);
                }
                case TEXT -> {
                    if (cursor.depth() == own + 1) {
                        marks.text(cursor);
                    }
                    if (cursor.depth() > own) {
                        cursor.copyText(writer);
                    }
                }
                case END, DONE -> {
                    if (cursor.depth() < own) {
                        return Payload.of(writer.toBytes(), marks.marks());
                    }
                    writer.end();
                }
            }
            if (writer.size() > maxBytes) {
                throw XmlException.limit("payload", writer.size(), maxBytes);
            }
        }
    }

    /// Marks an element that is to be a child.
    void at(Element child) {
        begin(child.name(), child.namespace(), child::attribute);
        if (inBody) {
            bodyBytes += utf8Length(child.text());
        } else if (inThread) {
            threadText.append(child.text());
        }
    }

    Marks marks() {
        finishThread();
        return new Marks(
                bits,
                children,
                bodyBytes,
                firstName,
                firstNamespace,
                originId,
                receiptId,
                markerId,
                thread,
                stanzaIdBy == null ? List.of() : List.copyOf(stanzaIdBy));
    }

    private void begin(String name, String namespace, Attributes attributes) {
        if (children++ == 0) {
            firstName = bounded(name);
            firstNamespace = bounded(namespace);
        }
        finishThread();
        inBody = false;
        switch (namespace) {
            case Namespaces.CLIENT -> beginOwn(name);
            case "urn:xmpp:hints" -> beginHint(name);
            case "urn:xmpp:sid:0" -> beginId(name, attributes);
            case "urn:xmpp:receipts" -> {
                if (name.equals("request")) {
                    set(Marks.Mark.RECEIPT_REQUEST);
                } else if (name.equals("received")) {
                    set(Marks.Mark.RECEIPT);
                    receiptId = first(receiptId, attributes.attribute("id"));
                }
            }
            case "http://jabber.org/protocol/chatstates" -> set(Marks.Mark.CHAT_STATE);
            case "urn:xmpp:chat-markers:0" -> {
                if (name.equals("markable")) {
                    set(Marks.Mark.MARKABLE);
                } else {
                    set(Marks.Mark.CHAT_MARKER);
                    markerId = first(markerId, attributes.attribute("id"));
                }
            }
            case "urn:xmpp:carbons:2" ->
                    set(name.equals("private") ? Marks.Mark.CARBONS_PRIVATE : Marks.Mark.CARBON);
            case "http://jabber.org/protocol/muc#user" -> set(Marks.Mark.MUC_USER);
            case "http://jabber.org/protocol/muc" -> set(Marks.Mark.MUC_JOIN);
            case "jabber:x:conference" -> set(Marks.Mark.INVITATION);
            case "urn:xmpp:delay" -> set(Marks.Mark.DELAY);
            case "urn:xmpp:eme:0",
                    "urn:xmpp:omemo:2",
                    "eu.siacs.conversations.axolotl",
                    "urn:xmpp:openpgp:0",
                    "jabber:x:encrypted" ->
                    set(Marks.Mark.ENCRYPTED);
            default -> {}
        }
        if (!isAside(namespace)) {
            set(Marks.Mark.CONTENT);
        }
    }

    /// The first thread that says anything counts.
    private void finishThread() {
        if (inThread) {
            int length = threadText.length();
            if (thread == null && length > 0 && length <= Marks.MAX_TEXT_CHARS) {
                thread = threadText.toString();
            }
            threadText.setLength(0);
            inThread = false;
        }
    }

    /// Whether children of a namespace say nothing by themselves beside a chat state.
    private boolean isAside(String namespace) {
        return inThread
                || namespace.equals("http://jabber.org/protocol/chatstates")
                || namespace.equals("urn:xmpp:hints")
                || namespace.equals("urn:xmpp:sid:0");
    }

    private void beginOwn(String name) {
        switch (name) {
            case "body" -> {
                set(Marks.Mark.BODY);
                inBody = true;
            }
            case "subject" -> set(Marks.Mark.SUBJECT);
            case "thread" -> {
                set(Marks.Mark.THREAD);
                inThread = true;
            }
            case "error" -> set(Marks.Mark.ERROR);
            default -> {}
        }
    }

    private void beginHint(String name) {
        switch (name) {
            case "store" -> set(Marks.Mark.STORE);
            case "no-store" -> set(Marks.Mark.NO_STORE);
            // COMPAT: the second name is of the earlier versions of XEP-0334.
            case "no-permanent-store", "no-permanent-storage" -> set(Marks.Mark.NO_PERMANENT_STORE);
            case "no-copy" -> set(Marks.Mark.NO_COPY);
            default -> {}
        }
    }

    private void beginId(String name, Attributes attributes) {
        if (name.equals("origin-id")) {
            originId = first(originId, attributes.attribute("id"));
        } else if (name.equals("stanza-id")) {
            List<String> by = stanzaIdBy;
            if (by == null) {
                by = new ArrayList<>(2);
                stanzaIdBy = by;
            }
            String value = bounded(attributes.attribute("by"));
            by.add(value == null ? "" : value);
        }
    }

    private void text(XmlCursor cursor) {
        if (inBody) {
            bodyBytes +=
                    utf8Length(
                            CharBuffer.wrap(
                                    cursor.textChars(), cursor.textStart(), cursor.textLength()));
        } else if (inThread && threadText.length() <= Marks.MAX_TEXT_CHARS) {
            threadText.append(cursor.textChars(), cursor.textStart(), cursor.textLength());
        }
    }

    private void set(Marks.Mark mark) {
        bits |= mark.bits();
    }

    private static @Nullable String first(@Nullable String known, @Nullable String more) {
        return known == null ? bounded(more) : known;
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text != null && text.length() > Marks.MAX_TEXT_CHARS ? null : text;
    }

    private static int utf8Length(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
