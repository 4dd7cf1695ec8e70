package io.rookery.xmpp.stanza;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Namespaces;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A presence stanza (RFC 6121 §4 for availability, §3 for subscriptions).
public record Presence(
        @Nullable Jid from,
        @Nullable Jid to,
        @Nullable String id,
        @Nullable String lang,
        Type type,
        Payload payload)
        implements Stanza {

    /// The kinds of presence (RFC 6121 §4.7.1).
    public enum Type {
        /// Available: the attribute is absent.
        AVAILABLE(""),
        /// No longer available.
        UNAVAILABLE("unavailable"),
        /// Asks to see the recipient's presence.
        SUBSCRIBE("subscribe"),
        /// Allows the recipient to see the sender's presence.
        SUBSCRIBED("subscribed"),
        /// Wants to see the recipient's presence no more.
        UNSUBSCRIBE("unsubscribe"),
        /// Denies, or no longer allows, a subscription.
        UNSUBSCRIBED("unsubscribed"),
        /// Asks for the current presence; sent by servers.
        PROBE("probe"),
        /// An earlier presence failed.
        ERROR("error");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /// The type that a value of the attribute stands for, null for the unknown.
        public static @Nullable Type of(@Nullable String wireName) {
            return switch (wireName) {
                case null -> AVAILABLE;
                case "unavailable" -> UNAVAILABLE;
                case "subscribe" -> SUBSCRIBE;
                case "subscribed" -> SUBSCRIBED;
                case "unsubscribe" -> UNSUBSCRIBE;
                case "unsubscribed" -> UNSUBSCRIBED;
                case "probe" -> PROBE;
                case "error" -> ERROR;
                default -> null;
            };
        }

        /// The value of the attribute `type`, empty for `AVAILABLE`.
        public String wireName() {
            return wireName;
        }

        /// Whether presence of this type manages a subscription (RFC 6121 §3).
        public boolean isSubscription() {
            return switch (this) {
                case SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, UNSUBSCRIBED -> true;
                case AVAILABLE, UNAVAILABLE, PROBE, ERROR -> false;
            };
        }
    }

    /// A presence without payload.
    public static Presence of(@Nullable Jid from, @Nullable Jid to, Type type) {
        return new Presence(from, to, null, null, type, Payload.EMPTY);
    }

    /// The presence of type `error` that answers `presence`, with the addresses swapped.
    ///
    /// @throws IllegalArgumentException when `presence` is an error, which is never answered
    public static Presence error(Presence presence, StanzaError error) {
        if (presence.isError()) {
            throw new IllegalArgumentException("presence: an error (expected: one to answer)");
        }
        return new Presence(
                presence.to, presence.from, presence.id, null, Type.ERROR, Payload.of(error));
    }

    /// The priority for messages to the bare JID, -128 to 127 (RFC 6121 §4.7.2.3); 0 when absent or
    /// no such number.
    public int priority() {
        String text = payload.childText("priority", Namespaces.CLIENT);
        if (text == null) {
            return 0;
        }
        try {
            int priority = Integer.parseInt(text.strip());
            return priority < Byte.MIN_VALUE || priority > Byte.MAX_VALUE ? 0 : priority;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public String name() {
        return "presence";
    }

    @Override
    public @Nullable String typeName() {
        return type == Type.AVAILABLE ? null : type.wireName();
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
    public Presence withFrom(@Nullable Jid from) {
        return new Presence(from, to, id, lang, type, payload);
    }

    @Override
    public Presence withTo(@Nullable Jid to) {
        return new Presence(from, to, id, lang, type, payload);
    }

    @Override
    public Presence withPayload(Payload payload) {
        return new Presence(from, to, id, lang, type, payload);
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
