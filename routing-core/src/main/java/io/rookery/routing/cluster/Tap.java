package io.rookery.routing.cluster;

import com.google.protobuf.ByteString;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.SeenStanza;
import io.rookery.routing.port.watch.SeenStanza.Event;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Stored;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Stanza;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Tells those who follow an account what goes in and out of it. It only looks: the account does
/// not know of it. There is none while nobody follows. Confined to the account's thread.
final class Tap {

    /// How long an account is followed without being asked again.
    static final Duration LEASE = Duration.ofSeconds(6);

    /// Followers of one account; further ones are told that they are.
    private static final int MAX_FOLLOWERS = 4;

    /// Events a second that are told, and as many at once; of others only the number.
    private static final int PER_SECOND = 200;

    /// Characters of a stanza that are told.
    private static final int MAX_PAYLOAD = 8_192;

    private final String node;
    private final InstantSource clock;
    private final Function<SessionId, String> resources;
    private final List<Following> followers = new ArrayList<>();
    private final Map<SessionId, Far> far = new HashMap<>();

    /// @param resources the resource of a session, by its link
    Tap(String node, InstantSource clock, Function<SessionId, String> resources) {
        this.node = node;
        this.clock = clock;
        this.resources = resources;
    }

    /// Who is told, until when, and how much in this second.
    private static final class Following {
        private final ActorRef<Followed> to;
        private boolean payload;
        private Instant until;
        private long second;
        private int told;
        private long dropped;

        Following(ActorRef<Followed> to, Instant until) {
            this.to = to;
            this.until = until;
        }
    }

    /// How far a session was seen to be: what is sent again is not told again.
    private static final class Far {
        private long accepted;
        private long confirmed;
        private long delivered;
        private long taken;
    }

    /// Someone follows, or goes on following.
    void follow(AccountCommand.Follow asked) {
        Instant until = clock.instant().plus(asked.lease());
        for (Following each : followers) {
            if (each.to.equals(asked.replyTo())) {
                each.until = until;
                answer(each);
                return;
            }
        }
        if (followers.size() < MAX_FOLLOWERS) {
            Following one = new Following(asked.replyTo(), until);
            one.payload = asked.payload();
            followers.add(one);
            answer(one);
        } else {
            asked.replyTo().tell(Followed.refusedBy(node));
        }
    }

    private void answer(Following one) {
        one.to.tell(new Followed(node, List.of(), one.dropped));
        one.dropped = 0;
    }

    /// Whether nobody follows any more.
    boolean isOver() {
        Instant now = clock.instant();
        followers.removeIf(each -> each.until.isBefore(now));
        return followers.isEmpty();
    }

    /// The account is told something.
    void in(ToAccount message) {
        switch (message) {
            case ToAccount.Ingress m -> ingress(m);
            case ToAccount.Progress m -> {
                Far at = far(m.session());
                if (m.taken() > at.taken) {
                    at.taken = m.taken();
                    tell(new Seen(Event.TAKEN).session(m.session()).number(m.taken()));
                }
            }
            case ToAccount.Forward m ->
                    tell(new Seen(Event.RECEIVED).stanza(m.stanza()).number(m.number()));
            case ToAccount.ForwardConfirmed m -> tell(done(m).from(m.by()));
            case ToAccount.FromEdge m -> {}
            case ToAccount.ForwardWant m -> {}
            case ToAccount.Notice m -> {}
        }
    }

    private void ingress(ToAccount.Ingress m) {
        NumberedStanza numbered = m.stanza();
        Far at = far(m.session());
        if (numbered.number() <= at.accepted) {
            return;
        }
        at.accepted = numbered.number();
        StanzaError fault = numbered.fault();
        Seen seen =
                new Seen(fault == null ? Event.ACCEPTED : Event.FAULTY)
                        .stanza(numbered.stanza())
                        .session(m.session())
                        .number(numbered.number());
        tell(fault == null ? seen : seen.error(fault));
    }

    private static Seen done(ToAccount.ForwardConfirmed m) {
        StanzaError rejection = m.rejection();
        return rejection == null
                ? new Seen(Event.DONE).number(m.number())
                : new Seen(Event.REJECTED).number(m.number()).error(rejection);
    }

    /// The account tells another one something.
    void out(AccountId account, ToAccount message) {
        if (message instanceof ToAccount.Forward m) {
            tell(new Seen(Event.FORWARDED).stanza(m.stanza()).number(m.number()));
        } else if (message instanceof ToAccount.ForwardConfirmed m && m.rejection() != null) {
            tell(done(m).to(account));
        }
    }

    /// The account tells one of its sessions something.
    void out(ToSession message) {
        Far at = far(message.session());
        switch (message) {
            case ToSession.Deliver m -> delivered(m.session(), m.stanza());
            case ToSession.Confirmed m -> {
                if (m.number() > at.confirmed) {
                    at.confirmed = m.number();
                    tell(new Seen(Event.CONFIRMED).session(m.session()).number(m.number()));
                }
            }
            case ToSession.Attached m -> m.replay().forEach(each -> delivered(m.session(), each));
            case ToSession.Refused m -> far.remove(m.session());
            case ToSession.Settled m -> {}
            case ToSession.Want m -> {}
            case ToSession.Evicted m -> far.remove(m.session());
        }
    }

    private void delivered(SessionId session, NumberedStanza numbered) {
        Far at = far(session);
        if (numbered.number() <= at.delivered) {
            return;
        }
        at.delivered = numbered.number();
        NumberedStanza.Name name = numbered.name();
        Seen seen =
                new Seen(Event.DELIVERED)
                        .stanza(numbered.stanza())
                        .session(session)
                        .number(numbered.number());
        tell(name == null ? seen : seen.stanzaId(name.stanzaId().toString()));
    }

    /// A record of the account is durable.
    void durable(LogRecord record) {
        for (ByteString id : record.getPending().getIdsList()) {
            tell(new Seen(Event.PENDING).stanzaId(Uuids.of(id).toString()));
        }
        if (!record.hasStored()) {
            return;
        }
        Stored stored = record.getStored();
        if ((stored.getFlags() & RecordFlags.ARCHIVE) != 0) {
            tell(stored(Event.ARCHIVED, stored));
        }
        if ((stored.getFlags() & RecordFlags.PENDING) != 0) {
            tell(stored(Event.PENDING, stored));
        }
    }

    private static Seen stored(Event event, Stored stored) {
        return new Seen(event)
                .stanza(Envelopes.open(stored.getStanza()))
                .stanzaId(Uuids.of(stored.getId()).toString());
    }

    private Far far(SessionId session) {
        if (far.size() > 4 * PER_SECOND) {
            far.clear();
        }
        return far.computeIfAbsent(session, _ -> new Far());
    }

    /// What is seen, on its way to be told. Nothing is written out before it is known that it will
    /// be told.
    private static final class Seen {
        private final Event event;
        private @Nullable Stanza stanza;
        private @Nullable SessionId session;
        private @Nullable StanzaError error;
        private String stanzaId = "";
        private String from = "";
        private String to = "";
        private long number;

        Seen(Event event) {
            this.event = event;
        }

        Seen stanza(Stanza it) {
            stanza = it;
            return this;
        }

        Seen session(SessionId id) {
            session = id;
            return this;
        }

        Seen error(StanzaError it) {
            error = it;
            return this;
        }

        Seen stanzaId(String id) {
            stanzaId = id;
            return this;
        }

        Seen from(AccountId account) {
            from = account.jid().toString();
            return this;
        }

        Seen to(AccountId account) {
            to = account.jid().toString();
            return this;
        }

        Seen number(long it) {
            number = it;
            return this;
        }
    }

    private void tell(Seen seen) {
        Instant now = clock.instant();
        for (Following each : followers) {
            if (each.until.isBefore(now)) {
                continue;
            }
            if (each.second != now.getEpochSecond()) {
                each.second = now.getEpochSecond();
                each.told = 0;
            }
            if (each.told >= PER_SECOND) {
                each.dropped++;
                continue;
            }
            each.told++;
            each.to.tell(
                    new Followed(node, List.of(written(seen, now, each.payload)), each.dropped));
            each.dropped = 0;
        }
    }

    private SeenStanza written(Seen seen, Instant now, boolean payload) {
        Stanza stanza = seen.stanza;
        StanzaError error = seen.error;
        if (error == null && stanza != null && stanza.isError()) {
            error = stanza.error();
        }
        String session = seen.session == null ? "" : resources.apply(seen.session);
        String condition = error == null ? "" : error.condition().wireName();
        if (stanza == null) {
            return new SeenStanza(
                    now,
                    node,
                    seen.event,
                    "",
                    "",
                    seen.from,
                    seen.to,
                    "",
                    seen.stanzaId,
                    session,
                    seen.number,
                    0,
                    condition,
                    "");
        }
        String xml = stanza.toXml();
        return new SeenStanza(
                now,
                node,
                seen.event,
                stanza.name(),
                text(stanza.typeName()),
                text(stanza.from()),
                text(stanza.to()),
                text(stanza.id()),
                seen.stanzaId,
                session,
                seen.number,
                xml.length(),
                condition,
                payload ? xml.substring(0, Math.min(xml.length(), MAX_PAYLOAD)) : "");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
