package io.rookery.edge.session;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.Scheduler;
import io.rookery.edge.resumption.Acknowledgements;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Stream management of one session: answers the client's requests, and asks in turn. Confined to
/// the session's thread.
final class ManagedStream {
    /// How long a request may wait for the confirmation of what came before it. An archived message
    /// is confirmed in some milliseconds: one `<a/>` then says what two would have said.
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(100);

    private final SessionId origin;
    private final Holdings holdings;
    private final Means means;
    // Null until it is enabled.
    private @Nullable Acknowledgements acknowledgements;
    // Runs out on an answer awaited, or on stanzas for which none has been asked.
    private Scheduler.@Nullable Timer timer;
    private boolean shallAsk;
    // Not null while a request may wait.
    private Scheduler.@Nullable Timer answering;
    private boolean requested;

    /// What it works with.
    record Means(Client client, Scheduler scheduler, EdgeLimits limits, Turn turn) {}

    /// The session's turn.
    interface Turn {
        /// [#beforeFlush] and a flush are due soon.
        void soon();

        /// Stream management has been enabled.
        void enabled();

        /// The client has taken more than before.
        void taken();

        /// The client is lost.
        void lost(StreamError error);
    }

    ManagedStream(SessionId origin, Holdings holdings, Means means) {
        this.origin = origin;
        this.holdings = holdings;
        this.means = means;
    }

    boolean isEnabled() {
        return acknowledgements != null;
    }

    /// Goes on where an earlier edge stood. Answers the server's `h` for what the account accepted.
    long resume(Resumption resumption, long accepted) {
        return begin(resumption).handled(accepted);
    }

    private Acknowledgements begin(Resumption resumption) {
        Acknowledgements begun = new Acknowledgements(resumption, means.limits().ackEvery());
        acknowledgements = begun;
        holdings.resumption = resumption;
        return begun;
    }

    /// An element of the namespace came; false when nobody knows it.
    boolean receive(Element element) {
        Acknowledgements current = acknowledgements;
        switch (element.name()) {
            case "enable" -> {
                if (current == null) {
                    enable(element);
                } else {
                    unexpected();
                }
            }
            case "r" -> {
                if (current == null) {
                    unexpected();
                } else {
                    current.requested(holdings.inbound.received());
                    requested = true;
                    if (!holdings.inbound.isEmpty()) {
                        answerSoon();
                        return true;
                    }
                    answer(current);
                }
            }
            case "a" -> {
                if (current == null) {
                    unexpected();
                } else {
                    answered(current, element);
                }
            }
            case "resume" -> unexpected();
            default -> {
                return false;
            }
        }
        means.turn().soon();
        return true;
    }

    private void unexpected() {
        means.client().send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST, -1));
    }

    private void enable(Element enable) {
        Resumption resumption =
                new Resumption(
                        holdings.inbound.received(), holdings.outbound.handed(), seconds(enable));
        begin(resumption);
        Client client = means.client();
        client.send(
                StreamManagement.enabled(
                        origin, resumption.seconds(), client.location().orElse(null)));
        means.turn().enabled();
    }

    /// How long the session waits for its client: what `<enable/>` asks for, within the limits; 0
    /// when it asks for no resumption.
    private int seconds(Element enable) {
        if (!StreamManagement.wantsResumption(enable)) {
            return 0;
        }
        EdgeLimits.Times times = means.limits().times();
        OptionalLong asked = StreamManagement.counter(enable.attribute("max"));
        return (int)
                Math.min(asked.orElse(times.resume().toSeconds()), times.resumeMax().toSeconds());
    }

    private void answerSoon() {
        if (answering == null) {
            answering =
                    means.scheduler()
                            .after(
                                    ANSWER_WITHIN,
                                    () -> {
                                        answering = null;
                                        if (requested) {
                                            means.turn().soon();
                                        }
                                    });
        }
    }

    private void answer(Acknowledgements current) {
        requested = false;
        means.client().send(current.answer(holdings.inbound.confirmed()));
    }

    private void answered(Acknowledgements current, Element answer) {
        OptionalLong h = StreamManagement.counter(answer.attribute("h"));
        if (h.isEmpty()) {
            means.turn().lost(StreamError.of(StreamError.Condition.INVALID_XML, "a without h"));
            return;
        }
        Outbound outbound = holdings.outbound;
        long taken = current.taken(h.getAsLong(), outbound.taken());
        if (taken > outbound.handed()) {
            means.turn()
                    .lost(
                            StreamManagement.handledCountTooHigh(
                                    h.getAsLong(), current.sent(outbound.handed())));
            return;
        }
        current.answeredByClient();
        stop();
        if (outbound.take(taken)) {
            means.turn().taken();
        }
        // Much may have been sent while the answer was under way.
        shallAsk |= current.isDue();
        awaitMore();
    }

    /// A stanza was handed to the client.
    void sentOne() {
        Acknowledgements current = acknowledgements;
        if (current != null) {
            shallAsk |= current.sentOne();
            awaitMore();
        }
    }

    /// Asks the client, unless an answer is awaited.
    void ask() {
        shallAsk = true;
        means.turn().soon();
    }

    /// Queues the answer that a request waits for: there will be no later one on this stream.
    void answerNow() {
        Acknowledgements current = acknowledgements;
        if (current != null && requested) {
            answer(current);
        }
    }

    /// Queues what is due in this turn.
    void beforeFlush() {
        Acknowledgements current = acknowledgements;
        if (current == null) {
            return;
        }
        if (current.owes(holdings.inbound.confirmed()) || (requested && answering == null)) {
            answer(current);
        }
        if (shallAsk && !current.isAsked()) {
            current.ask();
            means.client().send(StreamManagement.REQUEST);
            stop();
            arm(means.limits().times().ackTimeout());
        }
        shallAsk = false;
    }

    /// The session leaves its client.
    void end() {
        stop();
        if (answering != null) {
            answering.cancel();
            answering = null;
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void awaitMore() {
        if (timer == null && holdings.outbound.count() > 0) {
            arm(means.limits().times().ackDelay());
        }
    }

    private void arm(Duration delay) {
        timer = means.scheduler().after(delay, this::expired);
    }

    private void expired() {
        timer = null;
        Acknowledgements current = acknowledgements;
        if (current != null && current.isAsked()) {
            means.turn()
                    .lost(StreamError.of(StreamError.Condition.CONNECTION_TIMEOUT, "no answer"));
        } else {
            ask();
        }
    }
}
