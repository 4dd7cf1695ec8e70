package io.rookery.xmpp.stanza;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Namespaces;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A message (RFC 6121 §5).
public record Message(
        @Nullable Jid from,
        @Nullable Jid to,
        @Nullable String id,
        @Nullable String lang,
        Type type,
        Payload payload)
        implements Stanza {

    /// The kinds of message (RFC 6121 §5.2.2).
    public enum Type {
        /// Outside a conversation; also what an absent or unknown type means.
        NORMAL("normal"),
        /// Part of a one-to-one conversation.
        CHAT("chat"),
        /// To or from a room.
        GROUPCHAT("groupchat"),
        /// News that expects no answer.
        HEADLINE("headline"),
        /// An earlier message failed.
        ERROR("error");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /// The type that a value of the attribute stands for, `NORMAL` for null and the unknown.
        public static Type of(@Nullable String wireName) {
            return switch (wireName) {
                case "chat" -> CHAT;
                case "groupchat" -> GROUPCHAT;
                case "headline" -> HEADLINE;
                case "error" -> ERROR;
                case null, default -> NORMAL;
            };
        }

        /// The value of the attribute `type`.
        public String wireName() {
            return wireName;
        }
    }

    /// A message with a body of plain text.
    public static Message of(
            @Nullable Jid from, @Nullable Jid to, @Nullable String id, Type type, String body) {
        return new Message(from, to, id, null, type, Payload.text("body", body));
    }

    /// The message of type `error` that answers `message`, with the addresses swapped.
    ///
    /// @throws IllegalArgumentException when `message` is an error, which is never answered
    public static Message error(Message message, StanzaError error) {
        if (message.isError()) {
            throw new IllegalArgumentException("message: an error (expected: one to answer)");
        }
        return new Message(
                message.to, message.from, message.id, null, Type.ERROR, Payload.of(error));
    }

    /// The text of the first body, or null when there is none.
    public @Nullable String body() {
        return payload.marks().has(Marks.Mark.BODY)
                ? payload.childText("body", Namespaces.CLIENT)
                : null;
    }

    @Override
    public String name() {
        return "message";
    }

    @Override
    public @Nullable String typeName() {
        return type == Type.NORMAL ? null : type.wireName();
    }

    @Override
    public boolean isError() {
        return type == Type.ERROR;
    }

    @Override
    public boolean mayBeAnsweredByError() {
        return !isError();
    }

    @Override
    public Message withFrom(@Nullable Jid from) {
        return new Message(from, to, id, lang, type, payload);
    }

    @Override
    public Message withTo(@Nullable Jid to) {
        return new Message(from, to, id, lang, type, payload);
    }

    /// The same message of another type.
    public Message withType(Type type) {
        return new Message(from, to, id, lang, type, payload);
    }

    @Override
    public Message withPayload(Payload payload) {
        return new Message(from, to, id, lang, type, payload);
    }

    @Override
    public Optional<Stanza> errorReply(StanzaError error) {
        return isError() ? Optional.empty() : Optional.of(error(this, error));
    }

    @Override
    public String toString() {
        return toXml();
    }
}
