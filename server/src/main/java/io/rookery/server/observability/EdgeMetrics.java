package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;
import static io.rookery.server.observability.Metric.histogram;
import static io.rookery.server.observability.Metric.upDown;

import io.rookery.edge.EdgeMeter;
import io.rookery.edge.netty.Edge;
import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.SaslFailure;
import io.rookery.server.observability.RecentTrouble.What;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StreamError;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an edge counts, as metrics.
final class EdgeMetrics implements EdgeMeter {
    private static final String SUCCESS = "success";
    private static final Label LISTENER =
            Label.of("listener", "c2s", "c2s-tls", "wss", "ws", "c2s-clear");
    private static final Label OUTCOME = Label.of("outcome", SUCCESS, "failure");
    private static final Label MECHANISM = Label.of("mechanism", Mechanism.class, Mechanism::text);
    private static final Label LOGIN =
            new Label(
                    "outcome",
                    Stream.concat(
                                    Stream.of(SUCCESS),
                                    Arrays.stream(SaslFailure.values()).map(SaslFailure::element))
                            .toList());
    private static final Label KIND = Label.of("kind", Unit.class, EdgeMetrics::lower);
    private static final Label HOW = Label.of("how", "bound", "resumed");

    static final Metric CONNECTIONS =
            upDown(
                    "rookery.edge.connections",
                    "{connection}",
                    "Open sockets of clients.",
                    LISTENER);
    static final Metric ACCEPTED =
            counter(
                    "rookery.edge.connections.accepted",
                    "{connection}",
                    "Sockets that were accepted.",
                    LISTENER);
    static final Metric REFUSED =
            counter(
                    "rookery.edge.connections.refused",
                    "{connection}",
                    "Sockets that were closed at once, because there were too many in all or from"
                            + " one address.",
                    LISTENER);
    static final Metric HANDSHAKES =
            counter(
                    "rookery.edge.tls.handshakes",
                    "{handshake}",
                    "TLS handshakes that ended, those without a certificate for the name included.",
                    OUTCOME);
    static final Metric HANDSHAKE_DURATION =
            histogram(
                    "rookery.edge.tls.handshake.duration",
                    "s",
                    "Time from the beginning of TLS to the end of a successful handshake.");
    static final Metric LOGINS =
            counter(
                    "rookery.edge.logins",
                    "{login}",
                    "SASL exchanges that ended, by mechanism and by the condition of RFC 6120"
                            + " §6.5.",
                    MECHANISM,
                    LOGIN);
    static final Metric LOGIN_DURATION =
            histogram(
                    "rookery.edge.login.duration",
                    "s",
                    "Time from the acceptance of a connection to the end of its login.",
                    OUTCOME);
    static final Metric THROTTLED =
            counter(
                    "rookery.edge.logins.throttled",
                    "{login}",
                    "Logins answered temporary-auth-failure without looking, since too many of the"
                            + " account or address had failed.");
    static final Metric SESSIONS =
            upDown("rookery.edge.sessions", "{session}", "Sessions with a socket on this edge.");
    static final Metric SESSIONS_STARTED =
            counter(
                    "rookery.edge.sessions.started",
                    "{session}",
                    "Sessions that were bound, or resumed by XEP-0198, on this edge.",
                    HOW);
    static final Metric SESSIONS_REFUSED =
            counter(
                    "rookery.edge.sessions.refused",
                    "{session}",
                    "Requests to bind or to resume that were refused.",
                    HOW);
    static final Metric RECEIVED =
            counter(
                    "rookery.edge.elements.received",
                    "{element}",
                    "Stanzas and other first-level elements read from clients.",
                    KIND);
    static final Metric SENT =
            counter(
                    "rookery.edge.elements.sent",
                    "{element}",
                    "Stanzas and other first-level elements written to clients.",
                    KIND);
    static final Metric BYTES_RECEIVED =
            counter(
                    "rookery.edge.received",
                    "By",
                    "Bytes of XML in the elements read from clients.",
                    KIND);
    static final Metric BYTES_SENT =
            counter(
                    "rookery.edge.sent",
                    "By",
                    "Bytes of XML in the elements written to clients.",
                    KIND);
    static final Metric FAULTY =
            counter(
                    "rookery.edge.stanzas.faulty",
                    "{stanza}",
                    "Stanzas that the edge refused before their account saw them.",
                    Label.of("condition", Condition.class, Condition::wireName));
    static final Metric STREAM_ERRORS =
            counter(
                    "rookery.edge.stream.errors",
                    "{stream}",
                    "Streams that were closed with an error, by the condition of RFC 6120 §4.9.3.",
                    Label.of(
                            "condition",
                            StreamError.Condition.class,
                            StreamError.Condition::wireName));
    static final Metric HELD =
            counter(
                    "rookery.edge.reading.held",
                    "{pause}",
                    "Times that reading from a client stopped: its window of unconfirmed stanzas is"
                            + " full, it, its domain or its tenant is over its rate, or it does not"
                            + " read itself.",
                    Label.of("reason", Hold.class, EdgeMetrics::lower));
    static final Metric SLOW_READERS =
            counter(
                    "rookery.edge.slow.readers",
                    "{session}",
                    "Sessions that lost their socket because the client takes too slowly.",
                    Label.of("where", SlowReader.class, EdgeMetrics::lower));
    static final Metric UNCONFIRMED =
            gauge(
                    "rookery.edge.window.unconfirmed",
                    "{stanza}",
                    "Stanzas from clients that their accounts have not confirmed yet.");
    static final Metric UNTAKEN =
            gauge(
                    "rookery.edge.window.untaken",
                    "{stanza}",
                    "Stanzas for clients that they have not acknowledged yet.");
    static final Metric FULLEST =
            gauge(
                    "rookery.edge.window.fullest",
                    "{stanza}",
                    "Unconfirmed stanzas of the session that has most of them.");

    static final List<Metric> ALL =
            List.of(
                    CONNECTIONS,
                    ACCEPTED,
                    REFUSED,
                    HANDSHAKES,
                    HANDSHAKE_DURATION,
                    LOGINS,
                    LOGIN_DURATION,
                    THROTTLED,
                    SESSIONS,
                    SESSIONS_STARTED,
                    SESSIONS_REFUSED,
                    RECEIVED,
                    SENT,
                    BYTES_RECEIVED,
                    BYTES_SENT,
                    FAULTY,
                    STREAM_ERRORS,
                    HELD,
                    SLOW_READERS,
                    UNCONFIRMED,
                    UNTAKEN,
                    FULLEST);

    private final Counter connections;
    private final Counter accepted;
    private final RecentTrouble recent;
    private final Counter refused;
    private final Counter handshakes;
    private final Distribution handshakeDuration;
    private final Counter logins;
    private final Distribution loginDuration;
    private final LongAdder throttled;
    private final LongAdder sessions;
    private final Counter sessionsStarted;
    private final Counter sessionsRefused;
    private final EnumCounter<Unit> received;
    private final EnumCounter<Unit> sent;
    private final EnumCounter<Unit> bytesReceived;
    private final EnumCounter<Unit> bytesSent;
    private final Counter faulty;
    private final Counter streamErrors;
    private final Counter held;
    private final Counter slowReaders;

    /// @param windows of the edge, asked when somebody reads
    EdgeMetrics(Instruments instruments, Supplier<Edge.Windows> windows, RecentTrouble recent) {
        connections = instruments.counter(CONNECTIONS);
        accepted = instruments.counter(ACCEPTED);
        this.recent = recent;
        refused = instruments.counter(REFUSED);
        handshakes = instruments.counter(HANDSHAKES);
        handshakeDuration = instruments.distribution(HANDSHAKE_DURATION);
        logins = instruments.counter(LOGINS);
        loginDuration = instruments.distribution(LOGIN_DURATION);
        throttled = instruments.counter(THROTTLED).cell();
        sessions = instruments.counter(SESSIONS).cell();
        sessionsStarted = instruments.counter(SESSIONS_STARTED);
        sessionsRefused = instruments.counter(SESSIONS_REFUSED);
        received = byUnit(instruments.counter(RECEIVED));
        sent = byUnit(instruments.counter(SENT));
        bytesReceived = byUnit(instruments.counter(BYTES_RECEIVED));
        bytesSent = byUnit(instruments.counter(BYTES_SENT));
        faulty = instruments.counter(FAULTY);
        streamErrors = instruments.counter(STREAM_ERRORS);
        held = instruments.counter(HELD);
        slowReaders = instruments.counter(SLOW_READERS);
        instruments.observed(UNCONFIRMED, () -> (double) windows.get().unconfirmed());
        instruments.observed(UNTAKEN, () -> (double) windows.get().untaken());
        instruments.observed(FULLEST, () -> (double) windows.get().fullest());
    }

    private static EnumCounter<Unit> byUnit(Counter counter) {
        return new EnumCounter<>(Unit.class, unit -> counter.cell(lower(unit)));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void opened(String listener) {
        connections.cell(listener).increment();
        accepted.add(listener);
    }

    @Override
    public void closed(String listener) {
        connections.cell(listener).decrement();
    }

    @Override
    public void refused(String listener) {
        refused.add(listener);
        recent.add(What.CONNECTIONS_REFUSED);
    }

    @Override
    public void handshake(boolean succeeded, Duration took) {
        handshakes.add(succeeded ? SUCCESS : "failure");
        if (succeeded) {
            handshakeDuration.took(took);
        }
    }

    @Override
    public void login(
            String domain, String mechanism, @Nullable String failure, Duration duration) {
        logins.add(mechanism, failure == null ? SUCCESS : failure);
        loginDuration.took(duration, failure == null ? SUCCESS : "failure");
    }

    @Override
    public void throttled() {
        throttled.increment();
        recent.add(What.LOGINS_THROTTLED);
    }

    @Override
    public void received(Unit unit, int bytes) {
        received.add(unit, 1);
        bytesReceived.add(unit, bytes);
    }

    @Override
    public void sent(Unit unit, int bytes) {
        sent.add(unit, 1);
        bytesSent.add(unit, bytes);
    }

    @Override
    public void faulty(Condition condition) {
        faulty.add(condition.wireName());
    }

    @Override
    public void streamError(String condition) {
        streamErrors.add(condition);
    }

    @Override
    public void session(String domain, boolean resumed) {
        sessions.increment();
        sessionsStarted.add(resumed ? "resumed" : "bound");
    }

    @Override
    public void sessionLeft(String domain) {
        sessions.decrement();
    }

    @Override
    public void sessionRefused(boolean resumption) {
        sessionsRefused.add(resumption ? "resumed" : "bound");
        recent.add(What.SESSIONS_REFUSED);
    }

    @Override
    public void held(Hold why) {
        held.add(lower(why));
    }

    @Override
    public void slowReader(SlowReader where) {
        slowReaders.add(lower(where));
        recent.add(What.SLOW_READERS);
    }
}
