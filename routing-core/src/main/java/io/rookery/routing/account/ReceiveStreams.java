package io.rookery.routing.account;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.ToAccount.Forward;
import io.rookery.routing.hop.ToAccount.ForwardConfirmed;
import io.rookery.routing.hop.ToAccount.ForwardWant;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.error.StanzaError;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The receiving end of the streams from other accounts to this one (docs/protocol.md §3). A stream
/// is forgotten when nothing came on it for the retry deadline.
final class ReceiveStreams {
    private final AccountId self;
    private final Effects effects;
    private final AccountLimits limits;
    // The longest silent first.
    private final Map<Key, Stream> streams = new LinkedHashMap<>(16, 0.75f, true);
    private int unsettled;

    ReceiveStreams(AccountId self, Effects effects, AccountLimits limits) {
        this.self = self;
        this.effects = effects;
        this.limits = limits;
    }

    /// One stanza taken from a stream.
    final class Arrived {
        final Forward forward;
        final boolean maybeSeen;
        // Of the trace that it is followed in.
        Tracing.Step step = Tracing.Step.NONE;
        private final Stream stream;

        private Arrived(Forward forward, Stream stream, boolean maybeSeen) {
            this.forward = forward;
            this.stream = stream;
            this.maybeSeen = maybeSeen;
        }

        /// Lets the stream's next stanza in; called once what needs order is done.
        void leave() {
            stream.gate.leave();
        }

        /// Everything that confirmation needs has happened, or the stanza is refused.
        void settle(@Nullable StanzaError rejection) {
            unsettled--;
            step.end();
            stream.settled.put(forward.number(), Optional.ofNullable(rejection));
            confirm(forward, rejection);
        }
    }

    /// What is done with each stanza, in order; leads to one `leave` and one `settle`.
    interface Receiver {
        void receive(Arrived arrived);
    }

    /// Takes `forward` if it is the next of its stream, and answers it otherwise.
    void arrive(Forward forward, Receiver receiver) {
        Key key = new Key(forward.from(), forward.incarnation());
        Stream stream = streams.get(key);
        boolean remembered = stream != null;
        if (stream == null) {
            if (forward.previous() != 0) {
                // Without state nothing is known of what came before: all of it must come again.
                want(forward, 1);
                return;
            }
            forgetSilent();
            if (streams.size() >= limits.receiveStreams()) {
                // Not taken and not answered: the sender sends again, when others have settled.
                return;
            }
            stream = new Stream(forward.number() - 1);
            streams.put(key, stream);
        }
        stream.lastHeard = effects.now();
        if (forward.number() <= stream.last) {
            effects.count(AccountEvent.DUPLICATE_DROPPED);
            repeat(forward, stream);
        } else if (forward.previous() > stream.last) {
            want(forward, stream.last + 1);
        } else {
            stream.take(forward);
            unsettled++;
            boolean maybeSeen = forward.maybeSeen() || (forward.resent() && !remembered);
            Arrived arrived = new Arrived(forward, stream, maybeSeen);
            stream.gate.enter(() -> receiver.receive(arrived));
        }
    }

    /// True when nothing is being worked on; what is remembered may go with the account.
    boolean idle() {
        return unsettled == 0;
    }

    private void repeat(Forward forward, Stream stream) {
        Optional<StanzaError> settled = stream.settled.get(forward.number());
        // NullAway: Map.get of an Optional value is null when the number has not settled yet.
        if (settled != null) {
            confirm(forward, settled.orElse(null));
        }
    }

    private void confirm(Forward forward, @Nullable StanzaError rejection) {
        effects.toAccount(
                forward.from(),
                new ForwardConfirmed(self, forward.incarnation(), forward.number(), rejection));
    }

    private void want(Forward forward, long number) {
        effects.toAccount(forward.from(), new ForwardWant(self, forward.incarnation(), number));
    }

    /// Looks no further than the first that is not to be forgotten: an account that many write to
    /// has thousands of streams. One that is still worked on is passed over.
    private void forgetSilent() {
        Instant silentSince = effects.now().minus(limits.retryDeadline());
        Iterator<Stream> longestSilentFirst = streams.values().iterator();
        while (longestSilentFirst.hasNext()) {
            Stream stream = longestSilentFirst.next();
            if (!stream.lastHeard.isBefore(silentSince)) {
                return;
            }
            if (stream.gate.idle()) {
                longestSilentFirst.remove();
            }
        }
    }

    private record Key(AccountId from, long incarnation) {}

    private static final class Stream {
        private final Gate gate = new Gate();
        private final TreeMap<Long, Optional<StanzaError>> settled = new TreeMap<>();
        private long last;
        private Instant lastHeard = Instant.EPOCH;

        Stream(long last) {
            this.last = last;
        }

        void take(Forward forward) {
            last = forward.number();
            if (forward.previous() == 0) {
                // Everything before is confirmed or given up: nobody asks for it again.
                settled.headMap(last, false).clear();
            }
        }
    }
}
