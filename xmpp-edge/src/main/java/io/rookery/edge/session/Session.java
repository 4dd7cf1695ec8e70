package io.rookery.edge.session;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.Scheduler;
import io.rookery.edge.csi.ClientStateIndication;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.edge.session.Attachment.Phase;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/// One session, from the request to bind or resume until its socket is gone. Confined to the thread
/// of its connection, except for what [SessionListener] offers, which hands over to it.
public final class Session implements SessionListener {
    private static final Resumption NOT_RESUMABLE = new Resumption(0, 0, 0);

    private final Start start;
    private final Client client;
    private final Scheduler scheduler;
    private final EdgeLimits limits;
    private final Holdings holdings;
    private final Attachment attachment;
    private final Patience patience;
    private final Retry retry;
    private final ManagedStream manager;
    private final Downlink downlink;

    // How it leaves once its attachment is known; null while the socket stands.
    private @Nullable Leave leaving;
    private boolean windowFull;

    private enum Leave {
        /// The client closed its stream.
        END,
        /// The socket is gone.
        DETACH
    }

    /// Registers the session and asks its account; the answer comes to `client`.
    public Session(
            Start start, AccountLink link, Client client, Scheduler scheduler, EdgeLimits limits) {
        this.start = start;
        this.client = client;
        this.scheduler = scheduler;
        this.limits = limits;
        this.holdings = new Holdings(limits.outboundStanzas());
        this.manager =
                new ManagedStream(
                        start.origin(),
                        holdings,
                        new ManagedStream.Means(client, scheduler, limits, new Turn()));
        this.attachment = new Attachment(start, link, this, holdings);
        this.patience = new Patience(attachment, holdings, limits.times(), new Asker());
        this.retry = new Retry(scheduler, limits.times().retry(), patience);
        this.downlink = new Downlink(client, scheduler, holdings, attachment, manager, retry);
        retry.arm();
    }

    @Override
    public AccountId account() {
        return start.account();
    }

    /// The id that the session began with: its ingress keys have it.
    public SessionId origin() {
        return start.origin();
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

    @Override
    public void introduce() {
        scheduler.execute(() -> {
            if (!attachment.isEnded()) {
                attachment.introduce();
                retry.arm();
            }
        });
    }

    /// Its full JID; null until it is bound.
    public @Nullable FullJid jid() {
        return attachment.jid();
    }

    /// What an operator may see of it; empty until it is bound. On its own thread only.
    ///
    /// @param since when it was bound or resumed here
    public Optional<SeenSession> seen(String transport, boolean encrypted, Instant since) {
        FullJid jid = attachment.jid();
        if (jid == null || isOver()) {
            return Optional.empty();
        }
        Presence presence = holdings.habits.presence;
        Presence shown =
                presence != null && presence.type() == Presence.Type.AVAILABLE ? presence : null;
        String show = shown == null ? null : shown.payload().childText("show", Namespaces.CLIENT);
        return Optional.of(
                new SeenSession(
                        start.account().tenant(),
                        jid,
                        "",
                        transport,
                        encrypted,
                        start.address(),
                        since,
                        manager.isEnabled(),
                        holdings.habits.carbons,
                        holdings.habits.inactive,
                        shown != null,
                        show == null ? "" : show,
                        shown == null ? 0 : shown.priority(),
                        unconfirmed(),
                        untaken()));
    }

    /// Says which session a line of the log concerns: tenant, user, session, and the last stanza.
    public LoggingEventBuilder about(LoggingEventBuilder line) {
        return line.addKeyValue("tenant", start.account().tenant().text())
                .addKeyValue("user", start.account().jid())
                .addKeyValue("session", start.origin().text())
                .addKeyValue("stanza", holdings.inbound.received());
    }

    /// Stanzas from the client that the account has not confirmed. A figure for operators that any
    /// thread may ask for: it may be a moment old.
    public long unconfirmed() {
        return Math.max(0, holdings.inbound.received() - holdings.inbound.confirmed());
    }

    /// Stanzas that the client has not taken; as [#unconfirmed].
    public long untaken() {
        return Math.max(0, holdings.outbound.handed() - holdings.outbound.taken());
    }

    /// A stanza came from the client.
    ///
    /// @param fault why the edge refuses it; the account answers
    public void receive(Stanza stanza, @Nullable StanzaError fault) {
        if (isOver()) {
            return;
        }
        NumberedStanza numbered = holdings.inbound.take(stanza.withFrom(attachment.jid()), fault);
        if (fault == null) {
            holdings.habits.watch(stanza, start.account().jid());
        }
        attachment.ingress(numbered, false);
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
            attachment.habits();
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
        if (!isOver()) {
            manager.answerNow();
        }
        leave(Leave.END);
    }

    /// The socket is gone, or will be.
    public void detach() {
        leave(Leave.DETACH);
    }

    /// The session is about to leave this edge: the client gets what it has here, and the account
    /// hears what it got. `then` follows, unless the socket takes nothing.
    public void windUp(Runnable then) {
        downlink.finish(then);
    }

    private boolean isOver() {
        return attachment.isEnded() || leaving != null;
    }

    private void leave(Leave how) {
        if (isOver()) {
            return;
        }
        leaving = how;
        patience.renew();
        if (attachment.isAttached()) {
            sayGoodbye(how);
        }
        // else the account may have given, or be about to give, a number that is not known yet:
        // wait for it, so that the goodbye is not taken for an old one.
    }

    private void sayGoodbye(Leave how) {
        stop();
        switch (how) {
            case END -> attachment.end();
            case DETACH -> attachment.detach();
        }
    }

    private void dispose() {
        stop();
        attachment.dispose();
    }

    private void stop() {
        retry.stop();
        manager.end();
    }

    // ---- what the account says

    private void on(ToSession message) {
        if (attachment.isEnded()) {
            return;
        }
        switch (message) {
            case ToSession.Attached attached -> attached(attached);
            case ToSession.Refused refused -> refused(refused);
            case ToSession.Deliver deliver -> deliver(deliver);
            case ToSession.Confirmed confirmed -> confirmed(confirmed.number());
            case ToSession.Settled settled -> settled(settled);
            case ToSession.Want want -> {
                // Whoever wants what was confirmed does not know the session: silence has it
                // introduced again.
                if (want.number() > holdings.inbound.confirmed()) {
                    heard();
                    attachment.resend(want.number());
                }
            }
            case ToSession.Evicted evicted -> {
                if (evicted.attachment() >= attachment.number()) {
                    dispose();
                    client.close(evicted.error());
                }
            }
        }
    }

    private void attached(ToSession.Attached attached) {
        boolean first = attachment.phase() == Phase.ATTACHING;
        if (!attachment.agree(attached)) {
            return; // an attach message was sent twice
        }
        heard();
        if (leaving != null) {
            sayGoodbye(first && start.isNew() ? Leave.END : leaving);
            return;
        }
        if (first) {
            begin(attached);
        } else {
            attachment.habits();
            attachment.resend(attached.accepted() + 1);
        }
        for (NumberedStanza stanza : attached.replay()) {
            hand(stanza);
        }
        downlink.report();
        downlink.flushSoon();
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
        holdings.outbound.resume(next, attached.unsettled());
        holdings.habits.resume(attached.habits());
        Resumption known = attached.resumption();
        long handled = manager.resume(known == null ? NOT_RESUMABLE : known, attached.accepted());
        attachment.resumed();
        client.resumed(attached.jid(), handled);
    }

    private void refused(ToSession.Refused refused) {
        fail(
                refused.error(),
                refused.accepted(),
                StreamError.of(StreamError.Condition.RESET, "the session is lost"));
    }

    /// The session is over, or has not come to be.
    ///
    /// @param refusal the answer to a client that waits for its session
    /// @param accepted what was accepted of an earlier session, below 0 when nobody knows
    /// @param end what ends the stream of a client that has it
    private void fail(StanzaError refusal, long accepted, StreamError end) {
        boolean first = attachment.phase() == Phase.ATTACHING;
        dispose();
        if (leaving != null) {
            return;
        }
        if (first) {
            client.refused(refusal, accepted);
        } else {
            client.close(end);
        }
    }

    private void deliver(ToSession.Deliver deliver) {
        if (!attachment.isAttached() || deliver.attachment() != attachment.number()) {
            return;
        }
        if (deliver.stanza().number() <= holdings.outbound.handed()) {
            attachment.unheard();
            downlink.report();
        } else {
            hand(deliver.stanza());
        }
        downlink.flushSoon();
    }

    private void hand(NumberedStanza stanza) {
        downlink.hand(stanza);
        if (holdings.outbound.count() > limits.outboundStanzas()) {
            lose(StreamError.of(StreamError.Condition.RESOURCE_CONSTRAINT, "nothing is taken"));
        }
    }

    private void confirmed(long number) {
        heard();
        if (holdings.inbound.confirm(number)) {
            watchWindow();
            if (manager.isEnabled()) {
                downlink.flushSoon();
            }
        }
    }

    private void settled(ToSession.Settled settled) {
        if (settled.attachment() == attachment.number()) {
            holdings.outbound.settle(settled.number());
        }
    }

    private void heard() {
        patience.renew();
        retry.heard();
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

    private Optional<Attendance> attendance() {
        if (attachment.isEnded() || attachment.phase() == Phase.ATTACHING) {
            return Optional.empty(); // an attach message is under way, and comes again
        }
        Attendance attendance = new Attendance(start.account(), attachment.reattach());
        retry.arm();
        return Optional.of(attendance);
    }

    private void lose(StreamError error) {
        detach();
        client.close(error);
    }

    /// What waiting for the account needs of the session.
    private final class Asker implements Patience.Asker {
        @Override
        public boolean isLeaving() {
            return leaving != null;
        }

        @Override
        public void giveUp() {
            fail(
                    StanzaError.of(Condition.RESOURCE_CONSTRAINT),
                    -1,
                    StreamError.of(StreamError.Condition.REMOTE_CONNECTION_FAILED));
        }
    }

    /// What stream management needs of the session.
    private final class Turn implements ManagedStream.Turn {
        @Override
        public void soon() {
            downlink.flushSoon();
        }

        @Override
        public void enabled() {
            attachment.habits();
        }

        @Override
        public void taken() {
            downlink.taken();
        }

        @Override
        public void lost(StreamError error) {
            lose(error);
        }
    }
}
