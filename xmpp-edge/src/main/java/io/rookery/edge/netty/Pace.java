package io.rookery.edge.netty;

import io.rookery.edge.TokenBucket;
import io.rookery.routing.port.DomainLimits;
import java.time.Duration;
import java.time.InstantSource;

/// How fast one client may send (DomainLimits).
final class Pace {
    private static final int STANZA_BURST = 2;
    private static final int BYTE_BURST = 4;

    private final TokenBucket stanzas;
    private final TokenBucket bytes;

    Pace(InstantSource clock, DomainLimits limits) {
        this.stanzas =
                new TokenBucket(
                        clock,
                        limits.stanzasPerSecond(),
                        (double) STANZA_BURST * limits.stanzasPerSecond());
        this.bytes =
                new TokenBucket(
                        clock,
                        limits.bytesPerSecond(),
                        (double) BYTE_BURST * limits.bytesPerSecond());
    }

    /// Counts an element. How long to read nothing; zero when it was not too much.
    Duration count(int size) {
        stanzas.take(1);
        bytes.take(size);
        Duration byStanzas = stanzas.debt();
        Duration byBytes = bytes.debt();
        return byStanzas.compareTo(byBytes) > 0 ? byStanzas : byBytes;
    }
}
