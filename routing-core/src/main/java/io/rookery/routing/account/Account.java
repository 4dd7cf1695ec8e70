package io.rookery.routing.account;

import io.rookery.routing.delivery.BareMessages;
import io.rookery.routing.delivery.DeliveryRules;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.hop.SessionView;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.Tracing;
import io.rookery.routing.roster.Roster;
import io.rookery.routing.roster.RosterDiff;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stanza.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The account of one bare JID: owns its sessions, decides what becomes of each stanza, names what
/// goes into its archive. Confined to one thread; everything outside is behind [Effects] and
/// [AccountPorts].
public final class Account {
    /// IQ reach a resource from anybody who knows its full JID, as clients expect: rooms and
    /// transfers ask strangers' resources (RFC 6121 §8.5.3.1).
    private static final DeliveryRules RULES = new DeliveryRules(BareMessages.ALL, false);

    final AccountId id;
    final AccountPorts ports;
    final Effects effects;
    final Sessions sessions;
    final SendStreams sending;
    final RecentKeys recent;
    final Awaited awaited;
    final Records records;
    final Outbox outbox;
    final RosterBook roster;
    final Subscriptions subscriptions;
    final Presences presences;
    final PendingMessages pendings;
    final Archiving archiving;
    final Repeats repeats;
    final DetachedSessions detached;
    final Messages messages;
    final Requests requests;
    final Destinations destinations;
    private final ReceiveStreams receiving;
    private final OwnStanzas ownStanzas;
    private final Links links;
    private final SessionId own;
    private final @Nullable DomainPolicy firstPolicy;
    private long ownNumber;
    // What the meter has been told of sessions.
    private int attachedTold;
    private int detachedTold;
    private int retries;
    private @Nullable Existence existence;

    /// @param policy of the account's domain; empty when the domain does not exist, and then
    ///   neither does the account
    public Account(
            AccountId id, Optional<DomainPolicy> policy, AccountPorts ports, Effects effects) {
        AccountLimits limits = ports.limits();
        this.id = id;
        this.ports = ports;
        this.effects = effects;
        this.firstPolicy = policy.orElse(null);
        this.own = new SessionId(effects.random(), effects.random());
        this.sessions = new Sessions(limits.countersKept());
        this.sending = new SendStreams(id, effects, limits);
        this.receiving = new ReceiveStreams(id, effects, limits);
        this.recent = new RecentKeys(limits, effects::now, effects::after);
        this.repeats = new Repeats(this);
        this.records = new Records(effects);
        this.awaited = new Awaited(effects, limits, records);
        this.outbox = new Outbox(effects, limits, sessions, records, new Untaken());
        this.roster = new RosterBook(id.jid(), ports.rosters(), effects, records, this::policy);
        this.messages = new Messages(this, RULES);
        this.requests = new Requests(this, RULES);
        this.presences = new Presences(this, RULES);
        this.subscriptions = new Subscriptions(this);
        this.pendings = new PendingMessages(this);
        this.archiving = new Archiving(this);
        this.ownStanzas = new OwnStanzas(this);
        this.detached = new DetachedSessions(this);
        this.links = new Links(this, () -> policy().limits().sessionsPerAccount());
        this.destinations = new Destinations(this);
    }

    /// Takes back what the shard's opening found of this account: before the first message.
    ///
    /// @param tail records that count, oldest first
    public void restore(List<LogRecord> tail, List<Attendance> attendances) {
        repeats.remember(tail);
        archiving.restore(tail);
        awaited.restore(tail);
        detached.found(tail);
        if (!attendances.isEmpty()) {
            records.afterRepairs();
        }
        // Where two edges show one session, the one that it was attached to last has it.
        attendances.stream()
                .map(Attendance::attach)
                .sorted(Comparator.comparingLong(ToAccount.Attach::attachment).reversed())
                .forEach(links::attach);
        detached.restore();
        if (!sessions.isEmpty()) {
            // Who could log in exists: nobody who keeps users need be there to say so again.
            existence = Existence.EXISTS;
        }
        records.pending(Restored.isSomePending(tail));
        if (records.mayHavePending()) {
            // An edge never got it from the owner before.
            offerPending();
        }
    }

    /// A message from an edge, another account, or the control plane.
    public void receive(ToAccount message) {
        effects.busy();
        switch (message) {
            case ToAccount.Attach attach -> attach(attach);
            case ToAccount.Ingress ingress -> onLink(ingress, s -> ingress(s, ingress.stanza()));
            case ToAccount.Progress progress -> onLink(progress, s -> progress(s, progress));
            case ToAccount.Managed managed ->
                    onLink(managed, s -> s.resumption = managed.resumption());
            case ToAccount.ClientState state -> onLink(state, s -> clientState(s, state));
            case ToAccount.Detach detach -> onLink(detach, links::detach);
            case ToAccount.End end -> onLink(end, this::end);
            case ToAccount.Forward forward -> receiving.arrive(forward, this::forwarded);
            case ToAccount.ForwardConfirmed confirmed ->
                    sending.confirmed(
                            confirmed.by(),
                            confirmed.incarnation(),
                            confirmed.number(),
                            confirmed.rejection());
            case ToAccount.ForwardWant want ->
                    sending.wanted(want.by(), want.incarnation(), want.number());
            case ToAccount.Notice notice -> noticed(notice.kind());
        }
        settle();
    }

    /// An edge has left the cluster, its sockets with it: what was handed to it and not taken is
    /// pending, and its sessions wait for their clients or end.
    public void edgeLost(GatewayAddress gateway) {
        effects.busy();
        for (Session session : sessions.snapshot()) {
            if (gateway.equals(session.gateway)) {
                links.detach(session);
            }
        }
        settle();
    }

    /// A core has left the cluster: what was on its way to accounts there is sent again now, not
    /// when they have been silent for a while.
    public void ownerLost() {
        sending.resend();
    }

    /// The account is put away, or its shard is lost: no session of it is here any more.
    public void gone() {
        tellSessions(0, 0);
    }

    private void tellSessions() {
        int attached = 0;
        for (Session session : sessions.all()) {
            attached += session.attached() ? 1 : 0;
        }
        tellSessions(attached, sessions.size() - attached);
    }

    private void tellSessions(int attached, int detached) {
        if (attached != attachedTold || detached != detachedTold) {
            ports.meter().sessions(id, attached - attachedTold, detached - detachedTold);
            attachedTold = attached;
            detachedTold = detached;
        }
    }

    /// Tells the shell whether the account may be put away.
    public void settle() {
        tellSessions();
        if (sessions.isEmpty()
                && sending.idle()
                && receiving.idle()
                && awaited.idle()
                && pendings.idle()
                && retries == 0) {
            effects.idle();
        }
    }

    /// The newest policy of the domain that this node knows.
    DomainPolicy policy() {
        DomainPolicy first = firstPolicy;
        if (first == null) {
            throw new IllegalStateException("domain: " + id.jid().domain() + " (expected: one)");
        }
        return ports.directory().cached(first.domain()).orElse(first);
    }

    private void attach(ToAccount.Attach attach) {
        if (firstPolicy == null || !policy().active()) {
            effects.toSession(
                    attach.gateway(),
                    new ToSession.Refused(
                            attach.session(),
                            StanzaError.of(Condition.NOT_ALLOWED, "The domain is not served"),
                            -1));
            return;
        }
        existence = Existence.EXISTS;
        links.attach(attach);
    }

    private void onLink(ToAccount.FromEdge message, Consumer<Session> then) {
        Session session = sessions.ofLink(message.session());
        // A lower attachment is what the same link said before it was attached again.
        if (session != null && message.attachment() == session.attachment) {
            then.accept(session);
        }
    }

    /// Takes a stanza of an own session when its number is the next.
    void ingress(Session session, NumberedStanza numbered) {
        switch (session.inbound.arrive(numbered)) {
            case SEEN -> confirmed(session);
            case GAP ->
                    toEdge(
                            session,
                            new ToSession.Want(session.link, session.inbound.accepted() + 1));
            case NEXT -> {
                long number = numbered.number();
                Instant came = effects.now();
                Tracing.Step step = step(numbered.stanza(), "account.send");
                Confirmation confirmation =
                        new Confirmation(() -> {
                            ports.meter().confirmed(id, Duration.between(came, effects.now()));
                            step.end();
                            if (session.inbound.confirm(number)) {
                                confirmed(session);
                                links.confirmed(session);
                            }
                        });
                session.gate.enter(() ->
                        step.during(() ->
                                ownStanzas.route(session, followed(numbered, step), confirmation)));
            }
        }
    }

    private static NumberedStanza followed(NumberedStanza numbered, Tracing.Step step) {
        return numbered.stanza().payload().trace() == null
                ? numbered
                : numbered.with(step.on(numbered.stanza()));
    }

    /// Begins a step of the way of a stanza, if it is one of the few that are followed.
    private Tracing.Step step(Stanza stanza, String name) {
        Trace trace = stanza.payload().trace();
        return trace == null
                ? Tracing.Step.NONE
                : ports.tracing()
                        .begin(trace, name, id.tenant())
                        .about("user", id.jid().toString());
    }

    private void confirmed(Session session) {
        toEdge(session, new ToSession.Confirmed(session.link, session.inbound.confirmed()));
    }

    private void toEdge(Session session, ToSession message) {
        if (session.gateway != null) {
            effects.toSession(session.gateway, message);
        }
    }

    /// Answers a stanza of an own session with an error, when it may be answered so. The stanza
    /// does not count before the session's edge has the answer.
    void refuse(FromSession in, Stanza stanza, StanzaError error) {
        Runnable handed = in.confirmation.hold();
        ports.meter().refused(id, error.condition());
        Optional<Stanza> reply = stanza.errorReply(error);
        if (reply.isEmpty() || sessions.ofOrigin(in.session.origin) != in.session) {
            handed.run();
            return;
        }
        if (reply.get() instanceof Message) {
            effects.count(AccountEvent.MESSAGE_REFUSED);
        }
        outbox.give(in.session, reply.get().withTo(in.session.jid), null, handed);
    }

    private void forwarded(ReceiveStreams.Arrived arrived) {
        if (firstPolicy == null || !policy().active()) {
            arrived.settle(Errors.noSuchDomain());
            arrived.leave();
            return;
        }
        Tracing.Step step = step(arrived.forward.stanza(), "account.receive");
        if (arrived.forward.stanza().payload().trace() == null) {
            received(arrived, arrived.forward.stanza());
        } else {
            arrived.step = step;
            step.during(() -> received(arrived, step.on(arrived.forward.stanza())));
        }
    }

    private void received(ReceiveStreams.Arrived arrived, Stanza stanza) {
        Jid to = stanza.to() == null ? id.jid() : stanza.to();
        switch (stanza) {
            case Message message -> messages.receive(arrived, message);
            case Presence presence -> presences.receive(arrived, presence, to);
            case Iq iq -> requests.receive(arrived, iq, to);
        }
    }

    /// Sends a stanza that the account makes, or passes on for a session without waiting.
    void toContact(Jid to, Stanza stanza) {
        toContact(to, stanza, rejection -> {});
    }

    /// The same; `outcome` is told when the recipient's account has done its part, or refuses, or
    /// never will.
    void toContact(Jid to, Stanza stanza, SendStreams.Outcome outcome) {
        destinations.find(
                to,
                destination -> {
                    boolean sent =
                            destination instanceof Destinations.Local local
                                    && sending.send(
                                            local.account(),
                                            new IngressKey(own, ++ownNumber),
                                            stanza.withTo(to),
                                            false,
                                            outcome);
                    if (!sent) {
                        outcome.settled(null);
                    }
                });
    }

    /// Runs `then` with whether the account's user exists, or `unknown` when that cannot be known
    /// now.
    void whetherExists(Consumer<Boolean> then, Runnable unknown) {
        if (existence == Existence.EXISTS) {
            then.accept(true);
            return;
        }
        effects.await(
                ports.users().exists(policy(), id.jid()),
                (found, failure) -> {
                    if (found == Existence.EXISTS) {
                        existence = found;
                        then.accept(true);
                    } else if (found == Existence.ABSENT) {
                        then.accept(false);
                    } else {
                        unknown.run();
                    }
                });
    }

    /// Settles when everything written so far is durable.
    void settleWhenDurable(ReceiveStreams.Arrived arrived) {
        arrived.leave();
        effects.await(effects.position(), (position, failure) -> arrived.settle(null));
    }

    private void progress(Session session, ToAccount.Progress progress) {
        session.outbound.handed(progress.handed());
        session.outbound.taken(progress.taken(), awaited::taken);
        long settled = session.outbound.settled(records, awaited);
        if (progress.settled() < settled) {
            toEdge(session, new ToSession.Settled(session.link, session.attachment, settled));
        }
    }

    private void clientState(Session session, ToAccount.ClientState state) {
        session.inactive = state.inactive();
        if (!state.inactive()) {
            outbox.flushPresence(session);
        }
    }

    /// Sessions that do not take what they are given lose their sockets; what they have not taken
    /// is pending.
    private final class Untaken implements Outbox.Overflow {
        @Override
        public void overflowed(Session session) {
            if (session.attached()) {
                links.evict(
                        session,
                        StreamError.Condition.RESOURCE_CONSTRAINT,
                        "Too many stanzas were not taken");
                links.detach(session);
            } else {
                end(session);
            }
        }

        @Override
        public void silent(Session session) {
            links.detach(session);
        }
    }

    /// Ends a session: contacts are told, what it has not taken is pending or answered.
    void end(Session session) {
        if (sessions.ofOrigin(session.origin) != session) {
            return;
        }
        outbox.releaseBehindPending(session);
        List<NumberedStanza> rest = session.outbound.untaken();
        links.forget(session);
        effects.count(AccountEvent.SESSION_ENDED);
        awaited.ended(rest, this::keepPending);
        detached.ended(session);
        session.outbound.abandon();
        rest.stream()
                .flatMap(stanza -> Requests.unanswered(stanza.stanza()).stream())
                .forEach(reply -> {
                    Jid to = reply.to();
                    if (to != null) {
                        toContact(to, reply);
                    }
                });
        presences.unavailable(session);
        offerPending();
        settle();
    }

    /// Messages that an ended session left go to another that can take them.
    private void offerPending() {
        for (Session other : sessions.available()) {
            if (other.attached() && other.priority >= 0) {
                pendings.flushTo(other);
                return;
            }
        }
    }

    void keepPending(NumberedStanza stanza) {
        records.keep(stanza);
    }

    /// Presence of a session that an edge brought back: contacts know it already.
    void restorePresence(Session session, @Nullable Presence presence) {
        if (presence != null && presence.type() == Presence.Type.AVAILABLE) {
            session.presence = presence;
            session.priority = presence.priority();
        }
    }

    private void noticed(ToAccount.Notice.Kind kind) {
        switch (kind) {
            case ROSTER_CHANGED -> rosterChanged();
            case DISCONNECT -> endAll(StreamError.Condition.HOST_GONE, "The account is gone");
            case REVOKED ->
                    endAll(StreamError.Condition.NOT_AUTHORIZED, "The credentials were revoked");
        }
    }

    private void rosterChanged() {
        List<Roster> before = new ArrayList<>(1);
        roster.reload(
                before::add,
                now ->
                        subscriptions.follow(
                                RosterDiff.between(before.getFirst(), now), now.version()));
    }

    /// Its sessions, the oldest first, for people who look after it.
    public List<SessionView> sessionViews() {
        return sessions.snapshot().stream().map(Session::view).toList();
    }

    /// The resource of the session that is reached by `link`; empty when there is none.
    public String resource(SessionId link) {
        Session session = sessions.ofLink(link);
        return session == null ? "" : session.resource();
    }

    /// Ends the session of this resource, and gives what it was; nothing when there is none.
    ///
    /// @param reason what its client is told, empty for what it is told usually
    public Optional<SessionView> endSession(String resource, String reason) {
        Session session = sessions.ofResource(resource);
        if (session == null) {
            return Optional.empty();
        }
        SessionView ended = session.view();
        links.evict(
                session,
                StreamError.Condition.POLICY_VIOLATION,
                reason.isEmpty() ? "The session was ended for you" : reason);
        end(session);
        settle();
        return Optional.of(ended);
    }

    private void endAll(StreamError.Condition condition, String text) {
        existence = null;
        for (Session session : sessions.snapshot()) {
            links.evict(session, condition, text);
            end(session);
        }
        // Whoever has this address next begins with what is stored.
        roster.forget();
    }

    /// Runs `task` after a while; the account is not put away before.
    void retry(Runnable task) {
        retries++;
        effects.after(
                ports.limits().retryDelay(),
                () -> {
                    retries--;
                    task.run();
                    settle();
                });
    }
}
