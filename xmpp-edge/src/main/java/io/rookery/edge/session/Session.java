package io.rookery.edge.session;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.Scheduler;
import io.rookery.edge.csi.ClientStateIndication;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Attach.Kind;
import io.rookery.routing.hop.ToAccount.Ingress;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.hop.ToSession;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One session, from the request to bind or resume until its socket is gone. Confined to the thread
/// of its connection, except for what [SessionListener] offers, which hands over to it.
public final class Session implements SessionListener {
    private static final ToAccount.Resumption NOT_RESUMABLE = new ToAccount.Resumption(0, 0, 0);

    private enum Phase {
        /// Asked to bind or resume; nothing is agreed.
        ATTACHING,
        ATTACHED,
        /// Answered a roll-call; holds back until the new owner answers.
        REATTACHING,
        ENDED
    }

    private final Start start;
    private final AccountLink link;
    private final Client client;
    private final Scheduler scheduler;
    private final EdgeLimits limits;
    private final GatewayAddress gateway;

    private final Inbound inbound = new Inbound();
    private final Outbound outbound = new Outbound();
    private final Habits habits = new Habits();
    private @Nullable StreamManager manager;

    private Phase phase = Phase.ATTACHING;
    private @Nullable FullJid jid;
    private long attachment;
    // How it leaves once its attachment is known; null while the socket stands.
    private @Nullable Leave leaving;
    private Told told = new Told(false, false);

    private Scheduler.@Nullable Timer retryTimer;
    private boolean heard;
    private int attempts;
    private boolean windowFull;
    private boolean flushing;
    private boolean progressed;

    /// What a session begins with.
    ///
    /// @param id names this connection
    /// @param origin `id` for a new session, else what the client showed
    /// @param resource asked for, when new; empty lets the account choose
    /// @param resumeFrom the client's `h`, when resumed
    /// @param address the client's IP address
    public record Start(
            AccountId account,
            SessionId id,
            SessionId origin,
            String resource,
            long resumeFrom,
            String address) {
        boolean isNew() {
            return id.equals(origin);
        }
    }

    private enum Leave {
        /// The client closed its stream.
        END,
        /// The socket is gone.
        DETACH
    }

    /// What the account's owner was told beside stanzas, when it took the session over.
    private record Told(boolean managed, boolean inactive) {}

    /// Registers the session and asks its account; the answer comes to `client`.
    public Session(
            Start start, AccountLink link, Client client, Scheduler scheduler, EdgeLimits limits) {
        this.start = start;
        this.link = link;
        this.client = client;
        this.scheduler = scheduler;
        this.limits = limits;
        this.gateway = link.register(start.id(), this);
        tell(attach());
        armRetry();
    }

    @Override
    public AccountId account() {
        return start.account();
    }

    @Override
    public void received(ToSession message) {
        scheduler.execute(() -> on(message));
    }

    @Override
    public CompletionStage<Optional<Attendance>> rollCall() {
        CompletableFuture<Optional<Attendance>> answer = new CompletableFuture<>();
        scheduler.execute(() -> answer.complete(attendance()));
        return answer;
    }

    /// Its full JID; null until it is bound.
    public @Nullable FullJid jid() {
        return jid;
    }

    /// A stanza came from the client.
    ///
    /// @param fault why the edge refuses it; the account answers
    public void receive(Stanza stanza, @Nullable StanzaError fault) {
        if (phase == Phase.ENDED || leaving != null) {
            return;
        }
        NumberedStanza numbered = inbound.take(stanza.withFrom(jid), fault);
        if (fault == null) {
            habits.watch(stanza, start.account().jid());
        }
        if (phase == Phase.ATTACHED) {
            tell(new Ingress(start.id(), attachment, false, numbered));
        }
        armRetry();
        watchWindow();
    }

    /// Something else came from the client; false when nobody knows what it is.
    public boolean receive(Element element) {
        if (phase == Phase.ENDED || leaving != null) {
            return true;
        }
        Optional<Boolean> inactive = ClientStateIndication.inactive(element);
        if (inactive.isPresent()) {
            habits.inactive = inactive.get();
            tellHabits();
            return true;
        }
        return element.namespace().equals(StreamManagement.NAMESPACE) && manage(element);
    }

    /// The client has been silent. True when it will show whether it still lives.
    public boolean probe() {
        StreamManager managed = manager;
        if (managed == null) {
            return false;
        }
        managed.ask();
        flushSoon();
        return true;
    }

    /// The client closed its stream.
    public void end() {
        leave(Leave.END);
    }

    /// The socket is gone, or will be.
    public void detach() {
        leave(Leave.DETACH);
    }

    private void leave(Leave how) {
        if (phase == Phase.ENDED || leaving != null) {
            return;
        }
        leaving = how;
        if (phase == Phase.ATTACHED) {
            sayGoodbye(how);
        }
        // else the account may have given, or be about to give, a number that is not known yet:
        // wait for it, so that the goodbye is not taken for an old one.
    }

    private void sayGoodbye(Leave how) {
        tell(
                switch (how) {
                    case END -> new ToAccount.End(start.id(), attachment);
                    case DETACH -> new ToAccount.Detach(start.id(), attachment);
                });
        dispose();
    }

    private void dispose() {
        phase = Phase.ENDED;
        cancel(retryTimer);
        retryTimer = null;
        if (manager != null) {
            manager.stop();
        }
        link.unregister(start.id());
    }

    private void on(ToSession message) {
        if (phase == Phase.ENDED) {
            return;
        }
        switch (message) {
            case ToSession.Attached attached -> attached(attached);
            case ToSession.Refused refused -> refused(refused);
            case ToSession.Deliver deliver -> deliver(deliver);
            case ToSession.Confirmed confirmed -> confirmed(confirmed.number());
            case ToSession.Want want -> {
                heard = true;
                resend(want.number());
            }
            case ToSession.Evicted evicted -> {
                if (evicted.attachment() >= attachment) {
                    dispose();
                    client.close(evicted.error());
                }
            }
        }
    }

    private void attached(ToSession.Attached attached) {
        if (attached.attachment() <= attachment) {
            return; // an attach message was sent twice
        }
        boolean first = phase == Phase.ATTACHING;
        attachment = attached.attachment();
        phase = Phase.ATTACHED;
        heard = true;
        Leave how = leaving;
        if (how != null) {
            sayGoodbye(first && start.isNew() ? Leave.END : how);
            return;
        }
        jid = attached.jid();
        if (first) {
            begin(attached);
        } else {
            tellHabits();
            resend(attached.accepted() + 1);
        }
        for (NumberedStanza stanza : attached.replay()) {
            hand(stanza);
        }
        progressed = true;
        flushSoon();
        armRetry();
    }

    private void begin(ToSession.Attached attached) {
        inbound.resume(attached.accepted(), attached.unconfirmed());
        if (start.isNew()) {
            client.bound(attached.jid());
            return;
        }
        ToAccount.Resumption resumption = attached.resumption();
        long next =
                attached.replay().isEmpty()
                        ? attached.outbound() + 1
                        : attached.replay().getFirst().number();
        outbound.resume(next);
        StreamManager managed = manager(resumption == null ? NOT_RESUMABLE : resumption);
        manager = managed;
        told = new Told(true, false);
        client.resumed(attached.jid(), managed.handled(attached.accepted()));
    }

    private void refused(ToSession.Refused refused) {
        boolean first = phase == Phase.ATTACHING;
        boolean gone = leaving != null;
        dispose();
        if (gone) {
            return;
        }
        if (first) {
            client.refused(refused.error(), refused.accepted());
        } else {
            client.close(StreamError.of(StreamError.Condition.RESET, "the session is lost"));
        }
    }

    private void deliver(ToSession.Deliver deliver) {
        if (phase != Phase.ATTACHED || deliver.attachment() != attachment) {
            return;
        }
        if (deliver.stanza().number() <= outbound.handed()) {
            progressed = true; // the account has not heard: say it again
        } else {
            hand(deliver.stanza());
        }
        flushSoon();
    }

    private void hand(NumberedStanza stanza) {
        if (!outbound.hand(stanza)) {
            return;
        }
        client.send(stanza.stanza());
        progressed = true;
        if (manager != null) {
            manager.sentOne();
        }
        if (outbound.count() > limits.outboundStanzas()) {
            close(StreamError.of(StreamError.Condition.RESOURCE_CONSTRAINT, "nothing is taken"));
        }
    }

    private void confirmed(long number) {
        heard = true;
        if (inbound.confirm(number)) {
            watchWindow();
            if (manager != null) {
                flushSoon();
            }
        }
    }

    private void watchWindow() {
        boolean full =
                inbound.count() >= limits.ingressStanzas()
                        || inbound.bytes() >= limits.ingressBytes();
        if (full != windowFull && leaving == null) {
            windowFull = full;
            client.reading(!full);
        }
    }

    private void resend(long from) {
        if (phase != Phase.ATTACHED) {
            return;
        }
        for (NumberedStanza stanza : inbound.unconfirmed()) {
            if (stanza.number() >= from) {
                tell(new Ingress(start.id(), attachment, true, stanza));
            }
        }
    }

    // ---- re-attachment

    private Optional<Attendance> attendance() {
        if (phase == Phase.ENDED || phase == Phase.ATTACHING) {
            return Optional.empty(); // an attach message is under way, and comes again
        }
        phase = Phase.REATTACHING;
        armRetry();
        return Optional.of(new Attendance(start.account(), attach()));
    }

    private Attach attach() {
        boolean begins = phase == Phase.ATTACHING;
        return new Attach(
                begins ? (start.isNew() ? Kind.BIND : Kind.RESUME) : Kind.REATTACH,
                start.id(),
                start.origin(),
                attachment,
                jid == null ? start.resource() : jid.resource(),
                gateway,
                start.address(),
                start.resumeFrom(),
                begins ? SessionState.NEW : state());
    }

    private SessionState state() {
        told = new Told(manager != null, habits.inactive);
        return new SessionState(
                inbound.confirmed(),
                outbound.handed(),
                outbound.taken(),
                habits.carbons,
                habits.inactive,
                habits.interested,
                habits.presence,
                manager == null ? null : manager.resumption(),
                inbound.unconfirmed(),
                outbound.untaken());
    }

    /// Tells the account what it does not know yet beside stanzas.
    private void tellHabits() {
        if (phase != Phase.ATTACHED) {
            return;
        }
        StreamManager managed = manager;
        if (managed != null && !told.managed()) {
            tell(new ToAccount.Managed(start.id(), attachment, managed.resumption()));
        }
        if (habits.inactive != told.inactive()) {
            tell(new ToAccount.ClientState(start.id(), attachment, habits.inactive));
        }
        told = new Told(managed != null, habits.inactive);
    }

    // ---- stream management

    private boolean manage(Element element) {
        StreamManager managed = manager;
        switch (element.name()) {
            case "enable" -> {
                if (managed == null) {
                    enable(element);
                } else {
                    client.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST, -1));
                }
            }
            case "resume" -> client.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST, -1));
            case "r" -> {
                if (managed == null) {
                    client.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST, -1));
                } else {
                    managed.requested();
                }
            }
            case "a" -> {
                if (managed == null) {
                    client.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST, -1));
                } else {
                    taken(managed, element);
                }
            }
            default -> {
                return false;
            }
        }
        flushSoon();
        return true;
    }

    private void enable(Element enable) {
        StreamManager managed =
                manager(
                        new ToAccount.Resumption(
                                inbound.received(),
                                outbound.handed(),
                                StreamManager.seconds(enable, limits.times())));
        manager = managed;
        client.send(StreamManagement.enabled(start.origin(), managed.resumption().seconds()));
        tellHabits();
    }

    private StreamManager manager(ToAccount.Resumption resumption) {
        StreamManager.Turn turn =
                new StreamManager.Turn() {
                    @Override
                    public void soon() {
                        flushSoon();
                    }

                    @Override
                    public void lost(StreamError error) {
                        close(error);
                    }
                };
        return new StreamManager(
                resumption,
                inbound,
                outbound,
                new StreamManager.Means(client, scheduler, limits, turn));
    }

    private void taken(StreamManager managed, Element answer) {
        Optional<StreamError> error = managed.answered(answer);
        if (error.isPresent()) {
            close(error.get());
        } else {
            progressed = true;
        }
    }

    // ---- turns and timers

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            scheduler.execute(this::flush);
        }
    }

    private void flush() {
        if (phase == Phase.ENDED) {
            return;
        }
        if (manager != null) {
            manager.beforeFlush();
        }
        long handed = outbound.handed();
        boolean report = manager == null && outbound.taken() < handed;
        client.flush(report ? () -> written(handed) : null);
        if (progressed && phase == Phase.ATTACHED) {
            progressed = false;
            tell(
                    new ToAccount.Progress(
                            start.id(), attachment, outbound.handed(), outbound.taken()));
        }
        flushing = false;
    }

    /// Without stream management the client has what the socket has. What was written before
    /// `<enabled/>` is not in the client's count, so it is taken the same way.
    private void written(long number) {
        long upTo =
                manager == null ? number : Math.min(number, manager.resumption().outboundBase());
        if (outbound.take(upTo)) {
            progressed = true;
            flushSoon();
        }
    }

    private void armRetry() {
        boolean waits = phase != Phase.ATTACHED || !inbound.isEmpty();
        if (retryTimer == null && waits && phase != Phase.ENDED) {
            heard = false;
            retryTimer = scheduler.after(limits.times().retry(), this::retry);
        }
    }

    private void retry() {
        retryTimer = null;
        switch (phase) {
            case ATTACHING -> retryAttach();
            case REATTACHING -> tell(attach());
            case ATTACHED -> {
                // The newest is enough: an account that lacks earlier ones says Want.
                if (!heard && !inbound.isEmpty()) {
                    resend(inbound.received());
                }
            }
            case ENDED -> {}
        }
        armRetry();
    }

    private void retryAttach() {
        attempts++;
        long most = limits.times().attach().dividedBy(limits.times().retry());
        if (attempts < most) {
            tell(attach());
            return;
        }
        boolean gone = leaving != null;
        dispose();
        if (!gone) {
            client.refused(StanzaError.of(Condition.RESOURCE_CONSTRAINT), -1);
        }
    }

    private void close(StreamError error) {
        detach();
        client.close(error);
    }

    private void tell(ToAccount.FromEdge message) {
        link.tell(start.account(), message);
    }

    private static void cancel(Scheduler.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
