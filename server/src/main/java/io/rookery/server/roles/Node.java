package io.rookery.server.roles;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running node: named components, started in order and stopped in reverse.
///
/// [#stop] may come from another thread while [#start] is at work (Ctrl-C): the start is then
/// interrupted and what it had started is stopped.
public final class Node {

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final List<Component> components;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Component> running = new ArrayDeque<>();

    private volatile @Nullable Thread starter;
    private volatile boolean stopping;

    public Node(List<Component> components) {
        this.components = List.copyOf(components);
    }

    /// Starts every component.
    ///
    /// @throws StartFailure when one of them does not start; those before it are stopped again
    public void start() {
        lock.lock();
        starter = Thread.currentThread();
        try {
            for (Component component : components) {
                start(component);
            }
        } catch (InterruptedException e) {
            stopRunning();
            throw new StartFailure("stopped while starting", e);
        } catch (RuntimeException e) {
            stopRunning();
            throw e;
        } finally {
            starter = null;
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void start(Component component) throws InterruptedException {
        if (stopping) {
            throw new InterruptedException();
        }
        long begun = System.nanoTime();
        component.start();
        running.push(component);
        log.info(
                "{} up in {} ms {}",
                component.name(),
                (System.nanoTime() - begun) / 1_000_000,
                component.summary());
    }

    /// Stops what runs, last started first. Safe to call more than once and from any thread.
    public void stop() {
        stopping = true;
        Thread starting = starter;
        if (starting != null && !starting.equals(Thread.currentThread())) {
            starting.interrupt();
        }
        lock.lock();
        try {
            stopRunning();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void stopRunning() {
        // What is interrupted now would not stop in order.
        Thread.interrupted();
        while (!running.isEmpty()) {
            Component component = running.pop();
            long begun = System.nanoTime();
            try {
                component.stop();
                log.info(
                        "{} stopped in {} ms",
                        component.name(),
                        (System.nanoTime() - begun) / 1_000_000);
            } catch (RuntimeException e) {
                // The others must still get their turn.
                log.error("{} did not stop cleanly", component.name(), e);
            }
        }
    }
}
