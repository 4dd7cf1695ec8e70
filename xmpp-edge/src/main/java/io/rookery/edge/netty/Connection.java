package io.rookery.edge.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.Scheduler;
import io.rookery.edge.netty.Gate.Reason;
import io.rookery.edge.session.Client;
import io.rookery.edge.session.Session;
import io.rookery.edge.session.Start;
import io.rookery.edge.stream.Decision;
import io.rookery.edge.stream.Login;
import io.rookery.edge.stream.StreamAction;
import io.rookery.edge.stream.StreamInput;
import io.rookery.edge.stream.StreamState;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.xml.Element;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One client's connection, whatever its transport: carries out what the negotiation decides, and
/// then stands between socket and session. Confined to its event loop.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Connection implements Client, Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Kernel kernel;
    private final ChannelHandlerContext ctx;
    private final Wire wire;
    private final Source source;
    private final InetAddress address;
    private final Scheduler scheduler;
    private final Intake intake;
    private final Watch watch;
    private final Trail trail;
    private final Farewell farewell;
    private final Enrolment enrolment;

    private StreamState state;
    private @Nullable Logins logins;
    private @Nullable Session session;
    private @Nullable FromClient fromClient;
    private @Nullable String domain;
    private String askedDomain = "";
    private Instant since = Instant.EPOCH;
    private volatile boolean leaving;

    Connection(
            Kernel kernel,
            ChannelHandlerContext ctx,
            Wire wire,
            Source source,
            InetAddress address,
            StreamState first) {
        this.kernel = kernel;
        this.ctx = ctx;
        this.wire = wire;
        this.source = source;
        this.address = address;
        this.scheduler = new LoopScheduler(ctx.executor());
        this.intake = new Intake(new Gate(ctx.channel()), source, scheduler, meter());
        this.state = first;
        this.logins = new Logins(kernel, address, source.way(), ctx.executor(), this::input);
        this.watch = new Watch(scheduler, kernel.ports().clock(), limits().times());
        this.trail = new Trail(kernel.ports().tracing(), wire.name().toLowerCase(Locale.ROOT));
        this.farewell = new Farewell(ctx, wire, source, watch, meter(), limits().times().closing());
        this.enrolment = new Enrolment(kernel);
        watch.deadline(limits().times().login(), this::tooLate);
        kernel.connections().add(this);
        kernel.streams().incrementAndGet();
    }

    // ---- what handlers and others tell it

    /// Whether the next element may be read.
    boolean isReading() {
        return intake.isOpen() && !isOver();
    }

    /// Whether nothing that comes counts any more.
    boolean isOver() {
        return state instanceof StreamState.Closed;
    }

    /// A first-level element of `size` bytes came.
    void received(Parsed parsed, int size) {
        FromClient current = fromClient;
        meter().received(FromClient.unit(parsed), size);
        if (state instanceof StreamState.Bound && current != null) {
            current.received(parsed);
            intake.count(size);
        } else {
            input(new StreamInput.Received(parsed));
        }
    }

    /// Bytes came, whatever they are.
    void alive() {
        watch.alive();
    }

    /// A ping of `size` bytes came below the stream. It is answered, so it counts.
    void pinged(int size) {
        intake.count(size);
    }

    void input(StreamInput input) {
        if (isOver()) {
            return;
        }
        Decision decision = kernel.negotiation().decide(state, input);
        become(decision.next());
        for (StreamAction action : decision.actions()) {
            perform(action);
        }
        ctx.flush();
        intake.hold(Reason.ANSWER, state.awaitsAnswer());
    }

    void fail(StreamError error) {
        input(new StreamInput.Failed(error));
    }

    /// Ends the stream, while the session may go on elsewhere.
    void leave(StreamError error) {
        Session current = session;
        if (current != null) {
            current.detach();
        }
        fail(error);
    }

    /// Sends the client to another edge, where its session can be resumed, or away when there is
    /// none. What it has here is written first.
    void move() {
        Session current = session;
        if (isOver() || leaving) {
            return;
        }
        leaving = true;
        StreamError away = kernel.detour().farewell(source.way());
        if (current == null) {
            fail(away);
        } else {
            intake.hold(Reason.MOVE, true);
            current.windUp(() -> leave(away));
            scheduler.after(limits().times().closing(), () -> leave(away)); // it may not read
        }
    }

    /// Whether [#move] has begun. Any thread.
    boolean isLeaving() {
        return leaving;
    }

    /// The domain of the session, null before login.
    @Nullable String domain() {
        return domain;
    }

    /// The session, null before bind. For figures only: another thread may see it a moment late.
    @Nullable Session session() {
        return session;
    }

    /// Says whom a line of the log concerns, as far as that is known.
    LoggingEventBuilder about(LoggingEventBuilder line) {
        LoggingEventBuilder about = line.addKeyValue("address", address.getHostAddress());
        if (domain != null) {
            about = about.addKeyValue("domain", domain);
        }
        Session current = session;
        return current == null ? about : current.about(about);
    }

    /// What an operator may see of the session; empty when there is none. Any thread.
    CompletableFuture<Optional<SeenSession>> seen() {
        CompletableFuture<Optional<SeenSession>> seen = new CompletableFuture<>();
        execute(() -> {
            Session current = session;
            seen.complete(
                    current == null
                            ? Optional.empty()
                            : current.seen(
                                    wire.name().toLowerCase(Locale.ROOT),
                                    ctx.pipeline().get(SslHandler.class) != null,
                                    since));
        });
        return seen;
    }

    void execute(Runnable task) {
        ctx.executor().execute(task);
    }

    /// Completes when the socket is closed and nothing is left of the connection. Any thread.
    CompletableFuture<Void> closed() {
        return farewell.over();
    }

    void writable(boolean writable) {
        intake.hold(Reason.WRITE, !writable);
    }

    /// The socket is gone.
    void lost() {
        drop();
        watch.stop();
        kernel.connections().remove(this);
    }

    /// The peer ended what carries the stream, and not the stream: a session that may be resumed
    /// stays (RFC 7395 §3.6).
    void abandoned() {
        drop();
        intake.drain();
        farewell.follow();
    }

    private void drop() {
        Session current = session;
        if (current != null) {
            current.detach();
        }
        forget();
        intake.end();
        become(new StreamState.Closed());
    }

    private void become(StreamState next) {
        if (next instanceof StreamState.Closed && !isOver()) {
            kernel.streams().decrementAndGet();
        }
        state = next;
    }

    private void perform(StreamAction action) {
        switch (action) {
            case StreamAction.OpenStream(String from, String to) ->
                    wire.open(ctx, from, to, SessionId.random(kernel.ports().random()).text());
            case StreamAction.Send(Element element) -> send(element);
            case StreamAction.SendStanza(Stanza stanza) -> send(stanza);
            case StreamAction.Close(StreamError error) -> {
                if (session != null) {
                    session.end();
                }
                endStream(error);
            }
            case StreamAction.Cut() -> {
                forget();
                intake.end();
                farewell.cut();
            }
            case StreamAction.FindDomain find -> {
                askedDomain = find.domain();
                logins().find(find);
            }
            case StreamAction.StartTls() -> {
                ctx.flush();
                source.startTls(askedDomain);
            }
            case StreamAction.FindVerifier find -> logins().find(find);
            case StreamAction.CheckPassword check -> logins().check(check);
            case StreamAction.LoggedIn(Login login) -> loggedIn(login);
            case StreamAction.LoginFailed failed -> logins().failed(failed);
            case StreamAction.Bind(Login login, String resource) -> begin(login, null, resource, 0);
            case StreamAction.Resume(Login login, SessionId previous, long handled) ->
                    begin(login, previous, "", handled);
        }
    }

    private Logins logins() {
        Logins current = logins;
        if (current == null) {
            throw new IllegalStateException("login: over (expected: under way)");
        }
        return current;
    }

    private void loggedIn(Login login) {
        logins().succeeded(login);
        logins = null;
        domain = login.policy().domain();
        intake.keep(new Pace(kernel.ports().clock(), login.policy().limits()));
        source.restart(kernel.parsers().forSize(login.policy().limits().stanzaBytes()));
        watch.deadline(limits().times().bind(), this::tooLate);
    }

    private void tooLate() {
        fail(StreamError.of(StreamError.Condition.CONNECTION_TIMEOUT, "negotiation took too long"));
    }

    /// @param previous the session to resume, null for a new one
    private void begin(
            Login login, @Nullable SessionId previous, String resource, long resumeFrom) {
        Optional<SharedRates.Both> rates = enrolment.enter(login.policy());
        if (rates.isEmpty()) {
            meter().sessionRefused(state instanceof StreamState.Resuming);
            scheduler.execute(() ->
                    input(
                            new StreamInput.SessionRefused(
                                    StanzaError.of(Condition.RESOURCE_CONSTRAINT), -1)));
            return;
        }
        intake.share(rates.get());
        SessionId id = SessionId.random(kernel.ports().random());
        Session begun =
                new Session(
                        new Start(
                                new AccountId(login.policy().tenant(), login.user()),
                                id,
                                previous == null ? id : previous,
                                resource,
                                resumeFrom,
                                address.getHostAddress()),
                        kernel.ports().accounts(),
                        this,
                        scheduler,
                        limits());
        session = begun;
        fromClient = new FromClient(login, begun, meter(), trail, this::fail);
    }

    /// The session of this connection is over.
    private void forget() {
        enrolment.leave();
        session = null;
    }

    @Override
    public boolean probe() {
        Session current = session;
        // A client that is held back cannot show that it lives.
        return current != null && intake.isOpen() && !current.probe() && source.ping();
    }

    @Override
    public void unanswered() {
        leave(StreamError.of(StreamError.Condition.CONNECTION_TIMEOUT));
    }

    // ---- Client

    @Override
    public void bound(FullJid jid) {
        enrol(false);
        input(new StreamInput.SessionBound(jid));
        watch.silence(this);
    }

    @Override
    public void resumed(FullJid jid, long handled) {
        enrol(true);
        input(new StreamInput.SessionResumed(handled));
        watch.silence(this);
    }

    @Override
    public Optional<String> location() {
        return kernel.detour().location(source.way());
    }

    private void enrol(boolean resumed) {
        Session current = session;
        if (current != null) {
            enrolment.bound(current.account(), resumed);
            since = kernel.ports().clock().instant();
        }
    }

    @Override
    public void refused(StanzaError error, long handled) {
        meter().sessionRefused(state instanceof StreamState.Resuming);
        forget();
        input(new StreamInput.SessionRefused(error, handled));
    }

    @Override
    public void send(Stanza stanza) {
        meter().sent(EdgeMeter.Unit.of(stanza), wire.send(ctx, stanza));
        Session current = session;
        if (current != null) {
            trail.delivered(current, stanza);
        }
    }

    @Override
    public void send(Element element) {
        meter().sent(EdgeMeter.Unit.OTHER, wire.send(ctx, element));
    }

    @Override
    public void flush(@Nullable Runnable written) {
        if (written == null) {
            ctx.flush();
        } else {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(future -> {
                        if (future.isSuccess()) {
                            written.run();
                        }
                    });
        }
        // A closed channel will never be writable, and no reader is to blame.
        if (ctx.channel().isActive()
                && ctx.channel().bytesBeforeWritable() > limits().writeMaxBytes()) {
            meter().slowReader(EdgeMeter.SlowReader.SOCKET);
            about(LOG.atInfo()).log("slow reader: the socket takes nothing, closed");
            lost();
            ctx.close(); // it does not read: an error would only join the queue
        }
    }

    @Override
    public void reading(boolean wanted) {
        intake.hold(Reason.WINDOW, !wanted);
    }

    @Override
    public void close(@Nullable StreamError error) {
        if (!isOver()) {
            if (error != null && error.condition() == StreamError.Condition.RESOURCE_CONSTRAINT) {
                meter().slowReader(EdgeMeter.SlowReader.UNTAKEN);
                about(LOG.atInfo()).log("slow reader: too much is not acknowledged, detached");
            }
            become(new StreamState.Closed());
            endStream(error);
        }
    }

    private void endStream(@Nullable StreamError error) {
        forget();
        intake.drain();
        farewell.say(error);
    }

    private EdgeLimits limits() {
        return kernel.limits();
    }

    private EdgeMeter meter() {
        return kernel.ports().meter();
    }
}
