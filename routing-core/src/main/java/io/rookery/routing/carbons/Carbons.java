package io.rookery.routing.carbons;

import io.rookery.routing.delivery.ConnectedResource;
import io.rookery.xmpp.forward.Forwarded;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Marks.Mark;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which messages are copied to an account's other sessions, to which, and how the copies look.
/// Decided by type and marks; a copy wraps the message's bytes, nothing is parsed.
public final class Carbons {
    /// The namespace, and the disco feature of the server (§3).
    public static final String NAMESPACE = "urn:xmpp:carbons:2";

    /// The disco feature that says that the rules of §6.1 are kept (§6.2).
    public static final String RULES = "urn:xmpp:carbons:rules:0";

    private static final int WRAPPING_BYTES = 512;
    private static final Marks SENT_MARKS = marks(Direction.SENT);
    private static final Marks RECEIVED_MARKS = marks(Direction.RECEIVED);

    private Carbons() {}

    /// Which side of the conversation the owner of the sessions is on.
    public enum Direction {
        SENT("sent"),
        RECEIVED("received");

        private final String wrapper;

        Direction(String wrapper) {
            this.wrapper = wrapper;
        }
    }

    /// What a session asks for (§4, §5).
    public enum Toggle {
        ENABLE,
        DISABLE
    }

    /// The rule that copies a message, or does not.
    ///
    /// @param account the owner of the sessions
    /// @param answersEligible for an error: whether it answers a message that was copied; who
    ///   remembers no messages says true, since most that fail were
    public static CarbonRule rule(
            Direction direction, Message message, BareJid account, boolean answersEligible) {
        Marks marks = message.payload().marks();
        if (marks.has(Mark.CARBONS_PRIVATE)) {
            return CarbonRule.PRIVATE;
        }
        return switch (message.type()) {
            case GROUPCHAT -> CarbonRule.GROUPCHAT;
            case ERROR -> {
                if (direction == Direction.SENT && isFor(account, message)) {
                    yield CarbonRule.TO_SELF; // a copy that failed comes back (§10.3)
                }
                yield answersEligible ? CarbonRule.ERROR_TO_ELIGIBLE : CarbonRule.ERROR_TO_OTHER;
            }
            case NORMAL, CHAT, HEADLINE -> {
                if (marks.has(Mark.NO_COPY)) {
                    yield CarbonRule.NO_COPY;
                }
                if (marks.has(Mark.CARBON)) {
                    yield CarbonRule.CARBON;
                }
                if (direction == Direction.SENT && isFor(account, message)) {
                    yield CarbonRule.TO_SELF;
                }
                yield marks.has(Mark.MUC_USER)
                        ? room(direction, message)
                        : conversation(message, marks);
            }
        };
    }

    /// The sessions that get a `sent` copy: all that asked for carbons, but the sender (§8).
    ///
    /// @param sender the resourcepart of the session that sent the message
    public static <S extends ConnectedResource> List<S> sentCopies(
            Collection<S> connected, String sender) {
        List<S> copies = new ArrayList<>(connected.size());
        for (S session : connected) {
            if (session.isCarbonsEnabled() && !session.resource().equals(sender)) {
                copies.add(session);
            }
        }
        return copies;
    }

    /// The sessions that get a `received` copy: all that asked for carbons and do not get the
    /// message itself (§7), nor sent it.
    ///
    /// @param delivered those that get the message itself
    /// @param from the sender of the message
    public static <S extends ConnectedResource> List<S> receivedCopies(
            Collection<S> connected, Collection<S> delivered, BareJid account, @Nullable Jid from) {
        String sender = from != null && from.bare().equals(account) ? from.resource() : null;
        List<S> copies = new ArrayList<>(connected.size());
        for (S session : connected) {
            if (session.isCarbonsEnabled()
                    && !delivered.contains(session)
                    && !session.resource().equals(sender)) {
                copies.add(session);
            }
        }
        return copies;
    }

    /// The payload of the copies of a message, the same for all sessions: forwarded (XEP-0297)
    /// inside `sent` or `received`.
    public static Payload wrap(Direction direction, Message message) {
        XmlWriter writer = new XmlWriter(Scope.CONTENT, message.payload().size() + WRAPPING_BYTES);
        writer.start(direction.wrapper, NAMESPACE);
        new Forwarded(message, null).writeTo(writer);
        writer.end();
        Marks marks =
                switch (direction) {
                    case SENT -> SENT_MARKS;
                    case RECEIVED -> RECEIVED_MARKS;
                };
        return Payload.of(writer.toBytes(), marks);
    }

    /// The copy for one session: of the message's type, from the account's bare JID, which is what
    /// clients must check (§7, §11), and without id.
    ///
    /// @param wrapped what [#wrap(Direction, Message)] made of the message
    public static Message copy(Message message, Payload wrapped, FullJid session) {
        return new Message(session.bare(), session, null, null, message.type(), wrapped);
    }

    /// What an IQ asks for, empty when it is not about carbons. Asking again is no error (§10.1).
    public static Optional<Toggle> toggle(Iq iq) {
        Marks marks = iq.payload().marks();
        if (iq.type() != Iq.Type.SET || !NAMESPACE.equals(marks.firstNamespace())) {
            return Optional.empty();
        }
        return switch (marks.firstName()) {
            case "enable" -> Optional.of(Toggle.ENABLE);
            case "disable" -> Optional.of(Toggle.DISABLE);
            case null, default -> Optional.empty();
        };
    }

    private static Marks marks(Direction direction) {
        return Payload.of(Element.of(direction.wrapper, NAMESPACE)).marks();
    }

    private static boolean isFor(BareJid account, Message message) {
        Jid to = message.to();
        return to == null || to.bare().equals(account);
    }

    /// Marked by a room, or meant for one: from or to an occupant it is a private message, from or
    /// to the room an invitation or its refusal.
    private static CarbonRule room(Direction direction, Message message) {
        return switch (direction) {
            case SENT ->
                    message.to() instanceof FullJid
                            ? CarbonRule.TO_OCCUPANT
                            : CarbonRule.INVITATION;
            case RECEIVED ->
                    message.from() instanceof FullJid
                            ? CarbonRule.FROM_OCCUPANT
                            : CarbonRule.INVITATION;
        };
    }

    private static CarbonRule conversation(Message message, Marks marks) {
        if (message.type() == Message.Type.CHAT) {
            return CarbonRule.CHAT;
        }
        if (message.type() == Message.Type.NORMAL && marks.has(Mark.BODY)) {
            return CarbonRule.NORMAL_WITH_BODY;
        }
        if (marks.has(Mark.RECEIPT)
                || marks.has(Mark.RECEIPT_REQUEST)
                || marks.has(Mark.CHAT_STATE)
                || marks.has(Mark.CHAT_MARKER)
                || marks.has(Mark.MARKABLE)) {
            return CarbonRule.INSTANT_MESSAGING;
        }
        return marks.has(Mark.INVITATION) ? CarbonRule.INVITATION : CarbonRule.OTHER;
    }
}
