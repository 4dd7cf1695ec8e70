package io.rookery.edge;

import java.time.Duration;
import java.time.InstantSource;

/// A token bucket: `burst` tokens at most, `perSecond` more each second. Confined to one thread.
public final class TokenBucket {
    private static final double MILLIS = 1e3;

    private final InstantSource clock;
    private final double perSecond;
    private final double burst;
    private double tokens;
    private long atMillis;

    /// A full bucket.
    public TokenBucket(InstantSource clock, double perSecond, double burst) {
        this.clock = clock;
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.atMillis = clock.millis();
    }

    /// Takes tokens even where there are too few; the debt is paid by waiting.
    public void take(double count) {
        refill();
        tokens -= count;
    }

    /// True when there are as many.
    public boolean covers(double count) {
        refill();
        return tokens >= count;
    }

    /// True when the bucket is as full as it gets, so that a new one would do as well.
    public boolean isFull() {
        refill();
        return tokens >= burst;
    }

    /// How long until nothing is owed; zero when nothing is.
    public Duration debt() {
        refill();
        return tokens >= 0
                ? Duration.ZERO
                : Duration.ofMillis((long) (-tokens / perSecond * MILLIS) + 1);
    }

    private void refill() {
        long now = clock.millis();
        if (now > atMillis) {
            tokens = Math.min(burst, tokens + (now - atMillis) / MILLIS * perSecond);
            atMillis = now;
        }
    }
}
