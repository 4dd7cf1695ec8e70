package io.rookery.bench.scenario;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets time go by while the event loop works.
final class Pause {

    private Pause() {}

    static void seconds(double seconds) {
        try {
            new CountDownLatch(1).await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
