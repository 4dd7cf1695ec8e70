package io.rookery.xmpp.stanza;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request or its answer (RFC 6120 §8.2.3).
///
/// The parser accepts one only with an id and the right number of children.
///
/// @param id the request's identifier; empty only in the header of a faulty request without one
public record Iq(
        @Nullable Jid from,
        @Nullable Jid to,
        String id,
        @Nullable String lang,
        Type type,
        Payload payload)
        implements Stanza {

    /// The kinds of IQ (RFC 6120 §8.2.3).
    public enum Type {
        /// Asks for information.
        GET,
        /// Gives, or changes, something.
        SET,
        /// Answers that it was done.
        RESULT,
        /// Answers that it was not.
        ERROR;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /// The type that a value of the attribute stands for, null for the absent and unknown.
        public static @Nullable Type of(@Nullable String wireName) {
            return switch (wireName) {
                case "get" -> GET;
                case "set" -> SET;
                case "result" -> RESULT;
                case "error" -> ERROR;
                case null, default -> null;
            };
        }

        /// The value of the attribute `type`.
        public String wireName() {
            return wireName;
        }
    }

    /// A request for information.
    public static Iq get(@Nullable Jid from, @Nullable Jid to, String id, Element query) {
        return new Iq(from, to, id, null, Type.GET, Payload.of(query));
    }

    /// A request for a change.
    public static Iq set(@Nullable Jid from, @Nullable Jid to, String id, Element query) {
        return new Iq(from, to, id, null, Type.SET, Payload.of(query));
    }

    /// The empty result of a request.
    ///
    /// @throws IllegalArgumentException when `request` is an answer itself
    public static Iq result(Iq request) {
        return answer(request, Type.RESULT, Payload.EMPTY);
    }

    /// The result of a request.
    ///
    /// @throws IllegalArgumentException when `request` is an answer itself
    public static Iq result(Iq request, Element answer) {
        return answer(request, Type.RESULT, Payload.of(answer));
    }

    /// The answer to a request that failed.
    ///
    /// @throws IllegalArgumentException when `request` is an answer itself
    public static Iq error(Iq request, StanzaError error) {
        return answer(request, Type.ERROR, Payload.of(error));
    }

    private static Iq answer(Iq request, Type type, Payload payload) {
        if (!request.isRequest()) {
            throw new IllegalArgumentException("type: " + request.type + " (expected: get or set)");
        }
        return new Iq(request.to, request.from, request.id, null, type, payload);
    }

    /// Whether this wants an answer.
    public boolean isRequest() {
        return type == Type.GET || type == Type.SET;
    }

    /// The child that says what this is about, or null when there is none; errors come after it.
    public @Nullable Element query() {
        return payload.first();
    }

    @Override
    public String name() {
        return "iq";
    }

    @Override
    public String typeName() {
        return type.wireName();
    }

    @Override
    public boolean isError() {
        return type == Type.ERROR;
    }

    @Override
    public boolean mayBeAnsweredByError() {
        return isRequest();
    }

    @Override
    public Iq withFrom(@Nullable Jid from) {
        return new Iq(from, to, id, lang, type, payload);
    }

    @Override
    public Iq withTo(@Nullable Jid to) {
        return new Iq(from, to, id, lang, type, payload);
    }

    @Override
    public Iq withPayload(Payload payload) {
        return new Iq(from, to, id, lang, type, payload);
    }

    @Override
    public Optional<Stanza> errorReply(StanzaError error) {
        return isRequest() ? Optional.of(error(this, error)) : Optional.empty();
    }

    @Override
    public String toString() {
        return toXml();
    }
}
