package io.rookery.routing.port;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.routing.wire.StanzaKind;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stanza.Trace;
import org.jspecify.annotations.Nullable;

/// Stanzas as they travel between processes and lie in the log: header fields and payload bytes,
/// which nobody parses again on the way.
public final class Envelopes {
    private Envelopes() {}

    /// Puts a stanza into its envelope; the payload is not copied.
    public static StanzaEnvelope of(Stanza stanza) {
        StanzaEnvelope.Builder envelope =
                StanzaEnvelope.newBuilder()
                        .setKind(kind(stanza))
                        .setType(text(stanza.typeName()))
                        .setId(text(stanza.id()))
                        .setFrom(text(stanza.from()))
                        .setTo(text(stanza.to()))
                        .setLang(text(stanza.lang()));
        Payload payload = stanza.payload();
        if (!payload.isEmpty()) {
            envelope.setPayload(UnsafeByteOperations.unsafeWrap(payload.bytes()))
                    .setMarks(UnsafeByteOperations.unsafeWrap(payload.marks().toBytes()));
        }
        Trace trace = payload.trace();
        if (trace != null) {
            envelope.setTrace(UnsafeByteOperations.unsafeWrap(trace.toBytes()));
        }
        return envelope.build();
    }

    /// The trace that an enveloped stanza is followed in; null for nearly all.
    public static @Nullable Trace trace(StanzaEnvelope envelope) {
        ByteString trace = envelope.getTrace();
        return trace.isEmpty() ? null : Trace.parse(trace.toByteArray());
    }

    /// Takes a stanza out of its envelope.
    ///
    /// @throws IllegalArgumentException when the envelope was not made by [#of]
    public static Stanza open(StanzaEnvelope envelope) {
        Jid from = jid(envelope.getFrom());
        Jid to = jid(envelope.getTo());
        String type = orNull(envelope.getType());
        String id = orNull(envelope.getId());
        String lang = orNull(envelope.getLang());
        Payload plain = payload(envelope.getPayload(), envelope.getMarks());
        Trace trace = trace(envelope);
        Payload payload = trace == null ? plain : plain.withTrace(trace);
        return switch (envelope.getKind()) {
            case MESSAGE -> new Message(from, to, id, lang, Message.Type.of(type), payload);
            case PRESENCE -> {
                Presence.Type presenceType = Presence.Type.of(type);
                if (presenceType == null) {
                    throw unknownType(type);
                }
                yield new Presence(from, to, id, lang, presenceType, payload);
            }
            case IQ -> {
                Iq.Type iqType = Iq.Type.of(type);
                if (iqType == null) {
                    throw unknownType(type);
                }
                yield new Iq(from, to, envelope.getId(), lang, iqType, payload);
            }
            case STANZA_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException(
                            "kind: " + envelope.getKind() + " (expected: a stanza kind)");
        };
    }

    private static StanzaKind kind(Stanza stanza) {
        return switch (stanza) {
            case Message message -> StanzaKind.MESSAGE;
            case Presence presence -> StanzaKind.PRESENCE;
            case Iq iq -> StanzaKind.IQ;
        };
    }

    private static Payload payload(ByteString bytes, ByteString marks) {
        if (bytes.isEmpty()) {
            return Payload.EMPTY;
        }
        return marks.isEmpty()
                ? Payload.parse(bytes.toByteArray())
                : Payload.of(bytes.toByteArray(), Marks.parse(marks.toByteArray()));
    }

    private static IllegalArgumentException unknownType(@Nullable String type) {
        return new IllegalArgumentException("type: " + type + " (expected: a type of the stanza)");
    }

    private static @Nullable Jid jid(String text) {
        return text.isEmpty() ? null : Jid.parse(text);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
