package io.rookery.server.roles;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for a server that may come up later than the node: asks again every half second, says so
/// every five, and gives up after a set time.
final class Patience {

    private static final Logger log = LoggerFactory.getLogger(Patience.class);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final Duration limit;

    Patience(Duration limit) {
        this.limit = limit;
    }

    /// One try to reach it.
    @FunctionalInterface
    interface Attempt<T> {
        /// @throws NotYet when it is worth trying again
        T make() throws NotYet, InterruptedException;
    }

    /// The server did not answer this time.
    static final class NotYet extends Exception {
        NotYet(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /// @param setting the setting that says where it is
    /// @param where its value
    /// @param what the server's kind, for people
    /// @throws StartFailure when it has not answered within the limit
    <T> T await(String setting, String where, String what, Attempt<T> attempt)
            throws InterruptedException {
        long begun = System.nanoTime();
        Duration nextLine = Duration.ZERO;
        while (true) {
            try {
                return attempt.make();
            } catch (NotYet e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - begun);
                if (waited.compareTo(limit) >= 0) {
                    throw new StartFailure(
                            "%s: %s (expected: a %s that answers within %d s; last: %s)"
                                    .formatted(
                                            setting,
                                            where,
                                            what,
                                            limit.toSeconds(),
                                            e.getMessage()),
                            e);
                }
                if (waited.compareTo(nextLine) >= 0) {
                    log.info(
                            "waiting for {} at {}, {} of {} s: {}",
                            what,
                            where,
                            waited.toSeconds(),
                            limit.toSeconds(),
                            e.getMessage());
                    nextLine = waited.plus(BETWEEN_LINES);
                }
                Thread.sleep(BETWEEN_ATTEMPTS);
            }
        }
    }
}
