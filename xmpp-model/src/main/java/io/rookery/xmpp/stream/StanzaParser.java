package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.jid.JidFormatException;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Limits;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.XmlCursor;
import io.rookery.xmpp.xml.XmlException;
import io.rookery.xmpp.xml.XmlInput;
import org.jspecify.annotations.Nullable;

/// Parses first-level elements, each in one pass.
///
/// Attributes of a stanza that RFC 6120 §8.1 does not define are dropped, and so is text directly
/// within it. A stanza without `xml:lang` gets its stream's (RFC 6120 §8.1.5). One parser serves
/// all streams with the same limits, and all threads.
public final class StanzaParser {

    /// Escapes and namespace declarations may make a payload larger than it came.
    private static final int MAX_GROWTH = 4;

    private final XmlInput input;

    /// A parser that holds every frame to `limits`.
    public StanzaParser(Limits limits) {
        this.input = new XmlInput(limits);
    }

    /// Where stream headers are to be read from, under the same limits.
    public XmlInput input() {
        return input;
    }

    /// Parses one first-level element.
    ///
    /// @param frame the whole element: what [StreamFramer] found, or one WebSocket frame
    /// @throws StreamException when it must end the stream
    public Parsed parse(byte[] frame, StreamContext context) {
        if (frame.length == 0 || frame[0] != '<') {
            throw new StreamException(
                    StreamError.Condition.BAD_FORMAT, "a frame must begin with a tag");
        }
        if (XmlDeclaration.startsWithDeclaration(frame, 0)) {
            throw new StreamException(
                    StreamError.Condition.RESTRICTED_XML, "no XML declaration here");
        }
        try (XmlCursor cursor = context.open(input, frame)) {
            if (cursor.next() != XmlCursor.Event.START) {
                throw new StreamException(StreamError.Condition.BAD_FORMAT, "no element");
            }
            Parsed parsed = parse(cursor, frame.length, context);
            expectEnd(cursor);
            return parsed;
        } catch (XmlException e) {
            throw streamException(e);
        }
    }

    private static void expectEnd(XmlCursor cursor) {
        while (true) {
            switch (cursor.next()) {
                case TEXT, END -> {}
                case START ->
                        throw new StreamException(
                                StreamError.Condition.BAD_FORMAT, "more than one element");
                case DONE -> {
                    return;
                }
            }
        }
    }

    private Parsed parse(XmlCursor cursor, int size, StreamContext context) {
        String name = cursor.name();
        boolean named =
                switch (name) {
                    case "message", "presence", "iq" -> true;
                    default -> false;
                };
        if (!named) {
            return new Parsed.NotStanza(cursor.readElement());
        }
        if (!cursor.declaredNamespace().equals(context.contentNamespace())) {
            throw new StreamException(
                    StreamError.Condition.INVALID_NAMESPACE,
                    name + " must be of " + context.contentNamespace());
        }
        String lang = cursor.attribute(Namespaces.XML, "lang");
        Draft draft =
                new Draft(
                        from(cursor.attribute("from"), context),
                        cursor.attribute("to"),
                        cursor.attribute("id"),
                        cursor.attribute("type"),
                        lang == null ? context.header().lang() : lang);
        int maxBytes = MAX_GROWTH * input.limits().maxFrameBytes();
        Payload payload = Payload.read(cursor, size, maxBytes);
        return switch (name) {
            case "message" -> draft.message(payload);
            case "presence" -> draft.presence(payload);
            default -> draft.iq(payload);
        };
    }

    /// A `from` that is no address cannot be answered; it ends the stream (RFC 6120 §4.9.3.9,
    /// §4.9.3.7).
    private static @Nullable Jid from(@Nullable String text, StreamContext context) {
        if (text == null) {
            return null;
        }
        try {
            return Jid.parse(text);
        } catch (JidFormatException e) {
            StreamError.Condition condition =
                    context.contentNamespace().equals(Namespaces.SERVER)
                            ? StreamError.Condition.IMPROPER_ADDRESSING
                            : StreamError.Condition.INVALID_FROM;
            throw new StreamException(condition, "from: " + e.getMessage());
        }
    }

    /// Says which stream error stands for what the reader found.
    static StreamException streamException(XmlException e) {
        StreamError.Condition condition =
                switch (e.fault()) {
                    case NOT_WELL_FORMED -> StreamError.Condition.NOT_WELL_FORMED;
                    case RESTRICTED -> StreamError.Condition.RESTRICTED_XML;
                    case UNDECLARED_PREFIX -> StreamError.Condition.BAD_NAMESPACE_PREFIX;
                    case ENCODING -> StreamError.Condition.UNSUPPORTED_ENCODING;
                    case LIMIT -> StreamError.Condition.POLICY_VIOLATION;
                    case FORMAT -> StreamError.Condition.BAD_FORMAT;
                };
        return new StreamException(condition, String.valueOf(e.getMessage()));
    }

    /// The header fields of a stanza before its kind's rules have been applied.
    private record Draft(
            @Nullable Jid from,
            @Nullable String toText,
            @Nullable String id,
            @Nullable String type,
            @Nullable String lang) {

        Parsed message(Payload payload) {
            Message header =
                    new Message(from, null, id, lang, Message.Type.of(type), Payload.EMPTY);
            return finish(header, payload, null);
        }

        Parsed presence(Payload payload) {
            Presence.Type known = Presence.Type.of(type);
            Presence header =
                    new Presence(
                            from,
                            null,
                            id,
                            lang,
                            known == null ? Presence.Type.AVAILABLE : known,
                            Payload.EMPTY);
            return finish(header, payload, known == null ? "an unknown type" : null);
        }

        Parsed iq(Payload payload) {
            Iq.Type known = Iq.Type.of(type);
            Iq header =
                    new Iq(
                            from,
                            null,
                            id == null ? "" : id,
                            lang,
                            known == null ? Iq.Type.GET : known,
                            Payload.EMPTY);
            return finish(header, payload, iqFault(known, payload.marks()));
        }

        /// What is against RFC 6120 §8.2.3, or null.
        private @Nullable String iqFault(Iq.@Nullable Type known, Marks marks) {
            if (id == null || id.isEmpty()) {
                return "an IQ needs an id";
            }
            return switch (known) {
                case null -> "an IQ is get, set, result or error";
                case GET, SET -> marks.children() == 1 ? null : "a request has exactly one child";
                case RESULT -> marks.children() <= 1 ? null : "a result has at most one child";
                case ERROR -> marks.has(Marks.Mark.ERROR) ? null : "an error names its condition";
            };
        }

        private Parsed finish(Stanza header, Payload payload, @Nullable String fault) {
            Jid to = null;
            if (toText != null) {
                try {
                    to = Jid.parse(toText);
                } catch (JidFormatException e) {
                    return faulty(header, Condition.JID_MALFORMED, String.valueOf(e.getMessage()));
                }
            }
            Stanza addressed = header.withTo(to);
            return fault == null
                    ? new Parsed.Accepted(addressed.withPayload(payload))
                    : faulty(addressed, Condition.BAD_REQUEST, fault);
        }

        private static Parsed faulty(Stanza header, Condition condition, String text) {
            return new Parsed.Faulty(header, StanzaError.of(condition, text));
        }
    }
}
