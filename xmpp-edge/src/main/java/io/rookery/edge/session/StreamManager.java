package io.rookery.edge.session;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeLimits.Times;
import io.rookery.edge.Scheduler;
import io.rookery.edge.resumption.Acknowledgements;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Stream management of one session: answers the client's requests, and asks in turn. Confined to
/// the session's thread.
final class StreamManager {
    private final Acknowledgements acknowledgements;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Means means;
    // Runs out on an answer awaited, or on stanzas for which none has been asked.
    private Scheduler.@Nullable Timer timer;
    private boolean shallAsk;

    /// What it works with.
    record Means(Client client, Scheduler scheduler, EdgeLimits limits, Turn turn) {}

    /// The session's turn.
    interface Turn {
        /// [#beforeFlush] and a flush are due soon.
        void soon();

        /// The client is lost.
        void lost(StreamError error);
    }

    StreamManager(Resumption resumption, Inbound inbound, Outbound outbound, Means means) {
        this.acknowledgements = new Acknowledgements(resumption, means.limits().ackEvery());
        this.inbound = inbound;
        this.outbound = outbound;
        this.means = means;
    }

    /// How long a session waits for its client: what `<enable/>` asks for, within the limits; 0
    /// when it asks for no resumption.
    static int seconds(Element enable, Times times) {
        if (!StreamManagement.wantsResumption(enable)) {
            return 0;
        }
        OptionalLong asked = StreamManagement.counter(enable.attribute("max"));
        return (int)
                Math.min(asked.orElse(times.resume().toSeconds()), times.resumeMax().toSeconds());
    }

    Resumption resumption() {
        return acknowledgements.resumption();
    }

    long handled(long accepted) {
        return acknowledgements.handled(accepted);
    }

    /// `<r/>` came.
    void requested() {
        acknowledgements.requested(inbound.received());
        means.client().send(acknowledgements.answer(inbound.confirmed()));
    }

    /// `<a/>` came. Empty when all is well.
    Optional<StreamError> answered(Element answer) {
        OptionalLong h = StreamManagement.counter(answer.attribute("h"));
        if (h.isEmpty()) {
            return Optional.of(StreamError.of(StreamError.Condition.INVALID_XML, "a without h"));
        }
        long taken = acknowledgements.taken(h.getAsLong(), outbound.taken());
        if (taken > outbound.handed()) {
            return Optional.of(
                    StreamManagement.handledCountTooHigh(
                            h.getAsLong(), acknowledgements.sent(outbound.handed())));
        }
        outbound.take(taken);
        acknowledgements.answeredByClient();
        stop();
        awaitMore();
        return Optional.empty();
    }

    /// A stanza was handed to the client.
    void sentOne() {
        shallAsk |= acknowledgements.sentOne();
        awaitMore();
    }

    /// Asks the client, unless an answer is awaited.
    void ask() {
        shallAsk = true;
    }

    /// Queues what is due in this turn.
    void beforeFlush() {
        if (acknowledgements.owes(inbound.confirmed())) {
            means.client().send(acknowledgements.answer(inbound.confirmed()));
        }
        if (shallAsk && !acknowledgements.isAsked()) {
            acknowledgements.ask();
            means.client().send(StreamManagement.REQUEST);
            stop();
            arm(means.limits().times().ackTimeout());
        }
        shallAsk = false;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void awaitMore() {
        if (timer == null && outbound.count() > 0) {
            arm(means.limits().times().ackDelay());
        }
    }

    private void arm(Duration delay) {
        timer = means.scheduler().after(delay, this::expired);
    }

    private void expired() {
        timer = null;
        if (acknowledgements.isAsked()) {
            means.turn()
                    .lost(StreamError.of(StreamError.Condition.CONNECTION_TIMEOUT, "no answer"));
        } else {
            shallAsk = true;
            means.turn().soon();
        }
    }
}
