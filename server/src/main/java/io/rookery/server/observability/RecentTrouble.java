package io.rookery.server.observability;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// How often clients were turned away in the last minutes. Any thread; adding is cheap, and done
/// only when something is wrong.
public final class RecentTrouble {

    /// How far back it goes, and this minute so far.
    public static final int MINUTES = 5;

    private static final int SLOTS = MINUTES + 1;
    private static final long MINUTE_MILLIS = 60_000;

    private final InstantSource clock;
    private final Map<What, AtomicLongArray> counts = new EnumMap<>(What.class);
    private final Map<What, AtomicLongArray> minutes = new EnumMap<>(What.class);

    /// What can happen to clients.
    public enum What {
        CONNECTIONS_REFUSED(
                "connections-refused",
                "connections were closed at once, because there were too many in all or from one"
                        + " address",
                "Clients cannot connect to this edge, or one address tries too often."),
        LOGINS_THROTTLED(
                "logins-throttled",
                "logins were answered without looking, since too many of the account or address"
                        + " had failed",
                "Somebody guesses passwords, or an application has an old one."),
        SESSIONS_REFUSED(
                "sessions-refused",
                "requests to bind or to resume were refused",
                "A domain or an account has as many sessions as it may, or accounts do not"
                        + " answer."),
        SLOW_READERS(
                "slow-readers",
                "clients lost their connection because they take too slowly",
                "Their networks are bad, or somebody floods them.");

        private final String word;
        private final String text;
        private final String meaning;

        What(String word, String text, String meaning) {
            this.word = word;
            this.text = text;
            this.meaning = meaning;
        }

        public String word() {
            return word;
        }

        /// What happened, behind its number.
        public String text() {
            return text;
        }

        public String meaning() {
            return meaning;
        }
    }

    public RecentTrouble(InstantSource clock) {
        this.clock = clock;
        for (What what : What.values()) {
            counts.put(what, new AtomicLongArray(SLOTS));
            minutes.put(what, new AtomicLongArray(SLOTS));
        }
    }

    private AtomicLongArray counts(What what) {
        return counts.getOrDefault(what, new AtomicLongArray(SLOTS));
    }

    private AtomicLongArray minutes(What what) {
        return minutes.getOrDefault(what, new AtomicLongArray(SLOTS));
    }

    /// It happened once more.
    public void add(What what) {
        long minute = clock.millis() / MINUTE_MILLIS;
        int slot = (int) (minute % SLOTS);
        // Two at the turn of a minute may lose one: it is a figure for people.
        if (minutes(what).getAndSet(slot, minute) != minute) {
            counts(what).set(slot, 0);
        }
        counts(what).incrementAndGet(slot);
    }

    /// What happened lately, and how often; what did not happen is not there.
    public Map<What, Long> all() {
        long now = clock.millis() / MINUTE_MILLIS;
        Map<What, Long> all = new EnumMap<>(What.class);
        for (What what : What.values()) {
            long sum = 0;
            for (int slot = 0; slot < SLOTS; slot++) {
                if (minutes(what).get(slot) > now - SLOTS) {
                    sum += counts(what).get(slot);
                }
            }
            if (sum > 0) {
                all.put(what, sum);
            }
        }
        return all;
    }
}
