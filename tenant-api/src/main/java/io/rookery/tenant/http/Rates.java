package io.rookery.tenant.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Token buckets of one kind, one for each name: `perMinute` at once, and refilled evenly.
final class Rates {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final String policy;
    private final int perMinute;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /// @param policy name of the rate in `RateLimit`
    /// @param names buckets kept at most; the least used are forgotten first, and begin full again
    Rates(String policy, int perMinute, int names, InstantSource clock) {
        this.policy = policy;
        this.perMinute = perMinute;
        this.time = new ClockMeter(clock);
        buckets = Caffeine.newBuilder().maximumSize(names).executor(Runnable::run).build();
    }

    /// What is left after a request.
    ///
    /// @param pause zero when the request is within the rate
    record Left(String policy, int perMinute, long remaining, Duration reset, Duration pause) {
        boolean exceeded() {
            return pause.isPositive();
        }

        /// Value of the `RateLimit-Policy` field (draft-ietf-httpapi-ratelimit-headers-11 §3).
        String policyField() {
            return "\"%s\";q=%d;w=%d".formatted(policy, perMinute, WINDOW.toSeconds());
        }

        /// Value of the `RateLimit` field (same draft, §4).
        String limitField() {
            return "\"%s\";r=%d;t=%d".formatted(policy, remaining, seconds(reset));
        }

        /// Value of `Retry-After`.
        String retryAfter() {
            return Long.toString(Math.max(1, seconds(pause)));
        }

        private static long seconds(Duration duration) {
            return duration.plusMillis(999).toSeconds();
        }
    }

    /// Takes one request out of the bucket of `name`.
    Left take(String name) {
        ConsumptionProbe probe = bucket(name).tryConsumeAndReturnRemaining(1);
        Duration wait =
                probe.isConsumed()
                        ? Duration.ZERO
                        : Duration.ofNanos(probe.getNanosToWaitForRefill());
        return new Left(
                policy,
                perMinute,
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                wait);
    }

    /// Takes `requests` more, as far as they are there.
    void punish(String name, int requests) {
        bucket(name).tryConsumeAsMuchAsPossible(requests);
    }

    private Bucket bucket(String name) {
        return buckets.get(
                name,
                _ ->
                        Bucket.builder()
                                .addLimit(
                                        Bandwidth.builder()
                                                .capacity(perMinute)
                                                .refillGreedy(perMinute, WINDOW)
                                                .build())
                                .withCustomTimePrecision(time)
                                .build());
    }

    private record ClockMeter(InstantSource clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
