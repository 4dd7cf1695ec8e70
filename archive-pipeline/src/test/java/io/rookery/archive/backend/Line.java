package io.rookery.archive.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP line to a port that can be cut (resets, refusals) and frozen (silence).
public final class Line implements AutoCloseable {
    private enum State {
        UP,
        CUT,
        FROZEN,
        CLOSED
    }

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile State state = State.UP;

    Line(String host, int port) throws IOException {
        this.target = new InetSocketAddress(host, port);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Ends every connection, and new ones as soon as they come.
    public void cut() {
        become(State.CUT);
        sockets.forEach(Line::end);
        sockets.clear();
    }

    /// Passes nothing on, and takes no notice of it.
    public void freeze() {
        become(State.FROZEN);
    }

    /// As it was.
    public void mend() {
        become(State.UP);
    }

    private void become(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (state != State.CLOSED) {
            try {
                Socket near = listener.accept();
                if (state == State.CUT) {
                    end(near);
                    continue;
                }
                Socket far = new Socket(target.getAddress(), target.getPort());
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            } catch (IOException e) {
                // PostgreSQL refused, and the client has been told by the end of its connection.
                if (state == State.CLOSED) {
                    return;
                }
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitThaw();
                out.write(buffer, 0, n);
            }
        } catch (IOException | InterruptedException e) {
            // The line is down, for both ends.
            end(from);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitThaw() throws InterruptedException {
        lock.lock();
        try {
            while (state == State.FROZEN) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        become(State.CLOSED);
        sockets.forEach(Line::end);
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
