package io.rookery.edge.session;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.Scheduler;
import io.rookery.edge.csi.ClientStateIndication;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Attach.Kind;
import io.rookery.routing.hop.ToAccount.Ingress;
import io.rookery.routing.hop.ToAccount.Resumption;
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
    private static final Resumption NOT_RESUMABLE = new Resumption(0, 0, 0);

    private final Start start;
    private final AccountLink link;
    private final Client client;
    private final Scheduler scheduler;
    private final EdgeLimits limits;
    private final GatewayAddress gateway;
    private final Holdings holdings = new Holdings();
    private final Retry retry;
    private final ManagedStream manager;

    private Phase phase = Phase.ATTACHING;
    private @Nullable FullJid jid;
    private long attachment;
    // How it leaves once its attachment is known; null while the socket stands.
    private @Nullable Leave leaving;
    private Told told = new Told(false, false);
    private int attempts;
    private boolean windowFull;
    private boolean flushing;
    private boolean progressed;

    private enum Phase {
        /// Asked to bind or resume; nothing is agreed.
        ATTACHING,
        ATTACHED,
        /// Answered a roll-call; holds back until the new owner answers.
        REATTACHING,
        ENDED
    }

    private enum Leave {
        /// The client closed its stream.
        END,
        /// The socket is gone.
        DETACH
    }

    /// What the account's owner knows beside stanzas.
    private record Told(boolean managed, boolean inactive) {}

    /// Registers the session and asks its account; the answer comes to `client`.
    public Session(
            Start start, AccountLink link, Client client, Scheduler scheduler, EdgeLimits limits) {
        this.start = start;
        this.link = link;
        this.client = client;
        this.scheduler = scheduler;
        this.limits = limits;
        this.retry = new Retry(scheduler, limits.times().retry(), new Silence());
        this.manager =
                new ManagedStream(
                        start.origin(),
                        holdings,
                        new ManagedStream.Means(client, scheduler, limits, new Turn()));
        this.gateway = link.register(start.id(), this);
        tell(attach());
        retry.arm();
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
        if (isOver()) {
            return;
        }
        NumberedStanza numbered = holdings.inbound.take(stanza.withFrom(jid), fault);
        if (fault == null) {
            holdings.habits.watch(stanza, start.account().jid());
        }
        if (phase == Phase.ATTACHED) {
            tell(new Ingress(start.id(), attachment, false, numbered));
        }
        retry.arm();
        watchWindow();
    }

    /// Something else came from the client; false when nobody knows what it is.
    public boolean receive(Element element) {
        if (isOver()) {
            return true;
        }
        Optional<Boolean> inactive = ClientStateIndication.inactive(element);
        if (inactive.isPresent()) {
            holdings.habits.inactive = inactive.get();
            tellHabits();
            return true;
        }
        return element.namespace().equals(StreamManagement.NAMESPACE) && manager.receive(element);
    }

    /// The client has been silent. True when it will show whether it still lives.
    public boolean probe() {
        if (manager.isEnabled()) {
            manager.ask();
        }
        return manager.isEnabled();
    }

    /// The client closed its stream.
    public void end() {
        leave(Leave.END);
    }

    /// The socket is gone, or will be.
    public void detach() {
        leave(Leave.DETACH);
    }

    private boolean isOver() {
        return phase == Phase.ENDED || leaving != null;
    }

    private void leave(Leave how) {
        if (isOver()) {
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
        retry.stop();
        manager.stop();
        link.unregister(start.id());
    }

    // ---- what the account says

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
                retry.heard();
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
        retry.heard();
        if (leaving != null) {
            sayGoodbye(first && start.isNew() ? Leave.END : leaving);
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
        retry.arm();
    }

    private void begin(ToSession.Attached attached) {
        holdings.inbound.resume(attached.accepted(), attached.unconfirmed());
        if (start.isNew()) {
            client.bound(attached.jid());
            return;
        }
        long next =
                attached.replay().isEmpty()
                        ? attached.outbound() + 1
                        : attached.replay().getFirst().number();
        holdings.outbound.resume(next);
        Resumption known = attached.resumption();
        Resumption resumption = known == null ? NOT_RESUMABLE : known;
        long handled = manager.resume(resumption, attached.accepted());
        told = new Told(true, false);
        client.resumed(attached.jid(), handled);
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
        if (deliver.stanza().number() <= holdings.outbound.handed()) {
            progressed = true; // the account has not heard: say it again
        } else {
            hand(deliver.stanza());
        }
        flushSoon();
    }

    private void hand(NumberedStanza stanza) {
        if (!holdings.outbound.hand(stanza)) {
            return;
        }
        client.send(stanza.stanza());
        progressed = true;
        manager.sentOne();
        if (holdings.outbound.count() > limits.outboundStanzas()) {
            close(StreamError.of(StreamError.Condition.RESOURCE_CONSTRAINT, "nothing is taken"));
        }
    }

    private void confirmed(long number) {
        retry.heard();
        if (holdings.inbound.confirm(number)) {
            watchWindow();
            if (manager.isEnabled()) {
                flushSoon();
            }
        }
    }

    private void watchWindow() {
        boolean full =
                holdings.inbound.count() >= limits.ingressStanzas()
                        || holdings.inbound.bytes() >= limits.ingressBytes();
        if (full != windowFull && leaving == null) {
            windowFull = full;
            client.reading(!full);
        }
    }

    private void resend(long from) {
        if (phase != Phase.ATTACHED) {
            return;
        }
        for (NumberedStanza stanza : holdings.inbound.unconfirmed()) {
            if (stanza.number() >= from) {
                tell(new Ingress(start.id(), attachment, true, stanza));
            }
        }
    }

    // ---- what the account is told beside stanzas

    private Optional<Attendance> attendance() {
        if (phase == Phase.ENDED || phase == Phase.ATTACHING) {
            return Optional.empty(); // an attach message is under way, and comes again
        }
        phase = Phase.REATTACHING;
        retry.arm();
        return Optional.of(new Attendance(start.account(), attach()));
    }

    private Attach attach() {
        boolean begins = phase == Phase.ATTACHING;
        Kind beginning = start.isNew() ? Kind.BIND : Kind.RESUME;
        if (!begins) {
            told = new Told(manager.isEnabled(), holdings.habits.inactive);
        }
        return new Attach(
                begins ? beginning : Kind.REATTACH,
                start.id(),
                start.origin(),
                attachment,
                jid == null ? start.resource() : jid.resource(),
                gateway,
                start.address(),
                start.resumeFrom(),
                begins ? SessionState.NEW : holdings.state());
    }

    private void tellHabits() {
        if (phase != Phase.ATTACHED) {
            return;
        }
        Resumption resumption = holdings.resumption;
        boolean inactive = holdings.habits.inactive;
        if (resumption != null && !told.managed()) {
            tell(new ToAccount.Managed(start.id(), attachment, resumption));
        }
        if (inactive != told.inactive()) {
            tell(new ToAccount.ClientState(start.id(), attachment, inactive));
        }
        told = new Told(resumption != null, inactive);
    }

    private void tell(ToAccount.FromEdge message) {
        link.tell(start.account(), message);
    }

    // ---- turns

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
        manager.beforeFlush();
        long handed = holdings.outbound.handed();
        boolean report = !manager.isEnabled() && holdings.outbound.taken() < handed;
        client.flush(report ? () -> written(handed) : null);
        if (progressed && phase == Phase.ATTACHED) {
            progressed = false;
            tell(
                    new ToAccount.Progress(
                            start.id(),
                            attachment,
                            holdings.outbound.handed(),
                            holdings.outbound.taken()));
        }
        flushing = false;
    }

    /// Without stream management the client has what the socket has. What was written before
    /// `<enabled/>` is not in the client's count, so it is taken the same way.
    private void written(long number) {
        Resumption resumption = holdings.resumption;
        long upTo = resumption == null ? number : Math.min(number, resumption.outboundBase());
        if (holdings.outbound.take(upTo)) {
            progressed = true;
            flushSoon();
        }
    }

    private void close(StreamError error) {
        detach();
        client.close(error);
    }

    private void giveUpAttaching() {
        boolean gone = leaving != null;
        dispose();
        if (!gone) {
            client.refused(StanzaError.of(Condition.RESOURCE_CONSTRAINT), -1);
        }
    }

    /// What a silent account is told again.
    private final class Silence implements Retry.Waiter {
        @Override
        public boolean waits() {
            return switch (phase) {
                case ATTACHING, REATTACHING -> true;
                case ATTACHED -> !holdings.inbound.isEmpty();
                case ENDED -> false;
            };
        }

        @Override
        public void silent() {
            switch (phase) {
                case ATTACHING -> {
                    attempts++;
                    if (attempts < limits.times().attach().dividedBy(limits.times().retry())) {
                        tell(attach());
                    } else {
                        giveUpAttaching();
                    }
                }
                case REATTACHING -> tell(attach());
                // The newest is enough: an account that lacks earlier ones says Want.
                case ATTACHED -> resend(holdings.inbound.received());
                case ENDED -> {}
            }
        }
    }

    /// What stream management needs of the session.
    private final class Turn implements ManagedStream.Turn {
        @Override
        public void soon() {
            flushSoon();
        }

        @Override
        public void enabled() {
            tellHabits();
        }

        @Override
        public void taken() {
            progressed = true;
        }

        @Override
        public void lost(StreamError error) {
            close(error);
        }
    }
}
