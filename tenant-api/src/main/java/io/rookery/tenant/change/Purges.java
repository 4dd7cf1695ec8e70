package io.rookery.tenant.change;

import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.LiveSystem;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erasures, one at a time and on a thread of their own, since each may take long; what could not
/// be erased now is tried again behind the others. A node that ends before all are done hears the
/// latest again when it starts.
final class Purges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Purges.class);
    private static final int MAX_WAITING = 10_000;
    private static final Duration TICK = Duration.ofMillis(250);

    private final LiveSystem live;
    private final Duration pause;
    private final BlockingQueue<Change> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param pause before the next attempt when one could not be done
    Purges(LiveSystem live, Duration pause) {
        this.live = live;
        this.pause = pause;
    }

    void start() {
        Thread.ofVirtual().name("purges").start(this::run);
    }

    void add(Change change) {
        if (!waiting.offer(change)) {
            LOG.error(
                    "purge of {} {} ({}) forgotten: {} are waiting",
                    change.domain(),
                    change.users(),
                    change.tenant(),
                    MAX_WAITING);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                Change change = waiting.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (change != null && !purged(change)) {
                    add(change);
                    closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return false when it is worth another attempt
    private boolean purged(Change change) {
        List<BareJid> users = LiveEffects.users(change);
        try {
            live.purge(change.tenant(), change.domain(), users);
            return true;
        } catch (UnavailableException e) {
            LOG.warn("purge of {} ({}) put off", change.domain(), change.tenant(), e);
            return false;
        } catch (RuntimeException e) {
            LOG.error("purge of {} ({}) failed", change.domain(), change.tenant(), e);
            return true;
        }
    }
}
