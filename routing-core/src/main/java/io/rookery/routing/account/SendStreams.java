package io.rookery.routing.account;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.ToAccount.Forward;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Stanza;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The sending end of the streams from this account to others (docs/protocol.md §3). A stream stays
/// for a moment when all of it is confirmed: two that talk would otherwise begin one with each
/// message, and the recipient remembers each for its retry deadline.
final class SendStreams {
    private final AccountId self;
    private final Effects effects;
    private final AccountLimits limits;
    private final Map<AccountId, Stream> streams = new HashMap<>();
    private Effects.@Nullable Timer timer;
    // Over all streams.
    private int unconfirmed;

    SendStreams(AccountId self, Effects effects, AccountLimits limits) {
        this.self = self;
        this.effects = effects;
        this.limits = limits;
    }

    /// Told once what became of a forwarded stanza: null when the recipient's account has done its
    /// part, else why not.
    interface Outcome {
        void settled(@Nullable StanzaError rejection);
    }

    /// Sends `stanza` to `to`, and again until it is settled. False, and nothing sent, when the
    /// window to that account is full.
    boolean send(AccountId to, IngressKey key, Stanza stanza, boolean maybeSeen, Outcome outcome) {
        Stream stream = streams.get(to);
        if (stream == null) {
            stream = new Stream(effects.random());
            streams.put(to, stream);
        }
        if (stream.unconfirmed.size() >= limits.forwardWindow()) {
            return false;
        }
        stream.last++;
        Waiting waiting = new Waiting(key, stanza, maybeSeen, outcome, effects.now());
        stream.unconfirmed.put(stream.last, waiting);
        unconfirmed++;
        transmit(to, stream, stream.last, waiting, false);
        startTimer();
        return true;
    }

    void confirmed(AccountId by, long incarnation, long number, @Nullable StanzaError rejection) {
        Stream stream = streams.get(by);
        if (stream == null || stream.incarnation != incarnation) {
            return;
        }
        Waiting waiting = stream.unconfirmed.remove(number);
        if (waiting == null) {
            return;
        }
        unconfirmed--;
        waiting.outcome.settled(rejection);
    }

    /// The recipient waits for `number`: send from there on again.
    void wanted(AccountId by, long incarnation, long number) {
        Stream stream = streams.get(by);
        if (stream != null && stream.incarnation == incarnation) {
            stream.unconfirmed
                    .tailMap(number, true)
                    .forEach((n, waiting) -> transmit(by, stream, n, waiting, true));
        }
    }

    /// What is unconfirmed may have been lost with its recipients' owner: sends it again now.
    void resend() {
        streams.forEach((to, stream) ->
                stream.unconfirmed.forEach(
                        (number, waiting) -> transmit(to, stream, number, waiting, true)));
    }

    /// Whether nothing is unconfirmed.
    boolean idle() {
        return unconfirmed == 0;
    }

    private void transmit(
            AccountId to, Stream stream, long number, Waiting waiting, boolean resent) {
        waiting.sentAt = effects.now();
        stream.usedAt = waiting.sentAt;
        if (resent) {
            effects.count(AccountEvent.FORWARD_RESENT);
        }
        Long previous = stream.unconfirmed.lowerKey(number);
        effects.toAccount(
                to,
                new Forward(
                        self,
                        stream.incarnation,
                        number,
                        previous == null ? 0 : previous,
                        waiting.maybeSeen,
                        resent,
                        waiting.key,
                        waiting.stanza));
    }

    private void startTimer() {
        if (timer == null) {
            timer = effects.after(limits.retryDelay().dividedBy(2), this::tick);
        }
    }

    private void tick() {
        timer = null;
        Instant now = effects.now();
        for (AccountId to : streams.keySet().toArray(AccountId[]::new)) {
            Stream stream = streams.get(to);
            if (stream == null) {
                continue;
            }
            giveUp(stream, now.minus(limits.retryDeadline()));
            resend(to, stream, now.minus(limits.retryDelay()));
            // Long before the recipient forgets its end.
            if (stream.unconfirmed.isEmpty()
                    && stream.usedAt.isBefore(now.minus(limits.retryDelay().multipliedBy(2)))) {
                streams.remove(to);
            }
        }
        if (!streams.isEmpty()) {
            startTimer();
        }
    }

    private void giveUp(Stream stream, Instant deadline) {
        Iterator<Waiting> each = stream.unconfirmed.values().iterator();
        List<Outcome> late = new ArrayList<>();
        while (each.hasNext()) {
            Waiting waiting = each.next();
            if (waiting.since.isAfter(deadline)) {
                break;
            }
            each.remove();
            unconfirmed--;
            late.add(waiting.outcome);
        }
        for (Outcome outcome : late) {
            effects.count(AccountEvent.NOT_CONFIRMED);
            outcome.settled(Errors.notConfirmed());
        }
    }

    private void resend(AccountId to, Stream stream, Instant before) {
        if (!stream.unconfirmed.isEmpty()
                && stream.unconfirmed.firstEntry().getValue().sentAt.isBefore(before)) {
            stream.unconfirmed.forEach(
                    (number, waiting) -> transmit(to, stream, number, waiting, true));
        }
    }

    private static final class Stream {
        private final long incarnation;
        private final TreeMap<Long, Waiting> unconfirmed = new TreeMap<>();
        private long last;
        private Instant usedAt = Instant.EPOCH;

        Stream(long incarnation) {
            this.incarnation = incarnation;
        }
    }

    private static final class Waiting {
        private final IngressKey key;
        private final Stanza stanza;
        private final boolean maybeSeen;
        private final Outcome outcome;
        private final Instant since;
        private Instant sentAt;

        Waiting(IngressKey key, Stanza stanza, boolean maybeSeen, Outcome outcome, Instant now) {
            this.key = key;
            this.stanza = stanza;
            this.maybeSeen = maybeSeen;
            this.outcome = outcome;
            this.since = now;
            this.sentAt = now;
        }
    }
}
