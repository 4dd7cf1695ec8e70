package io.rookery.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A network between two programs that a test can make slow or cut: listens on loopback, and passes
/// on what comes to a server and back. Any thread.
public final class TcpProxy implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    /// Bytes on their way in one direction of a connection, as in a network's buffers.
    private static final int MAX_UNDER_WAY = 1 << 20;

    private static final int BACKLOG = 256;

    private final ServerSocket listening;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean cut;

    private TcpProxy(ServerSocket listening, InetSocketAddress server) {
        this.listening = listening;
        this.server = server;
    }

    /// Begins to listen on a free port of loopback.
    ///
    /// @param server where everything is passed on to
    public static TcpProxy to(InetSocketAddress server) {
        return at(0, server);
    }

    /// The same on a given port.
    public static TcpProxy at(int port, InetSocketAddress server) {
        try {
            TcpProxy proxy =
                    new TcpProxy(
                            new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()),
                            server);
            Thread.ofVirtual().name("proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("proxy: " + port + " (expected: a free port)", e);
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    /// Everything takes this much longer from now on, each way.
    public void delay(Duration longer) {
        delay = longer;
    }

    /// Ends every connection, and each new one at once.
    public void cut() {
        cut = true;
        open.forEach(TcpProxy::close);
    }

    /// New connections are passed on again.
    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket behind = new Socket();
        try {
            behind.connect(server);
        } catch (IOException e) {
            close(behind);
            client.close();
            return;
        }
        for (Socket each : new Socket[] {client, behind}) {
            each.setTcpNoDelay(true);
            open.add(each);
        }
        Thread.ofVirtual().name("proxy-to").start(() -> pass(client, behind));
        Thread.ofVirtual().name("proxy-from").start(() -> pass(behind, client));
    }

    /// Reads at once and writes when it is time, in order.
    private void pass(Socket from, Socket to) {
        Semaphore room = new Semaphore(MAX_UNDER_WAY);
        ScheduledExecutorService later =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("proxy-later").factory());
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            long due = 0;
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                room.acquire(read);
                byte[] bytes = Arrays.copyOf(piece, read);
                // What was slow stays before what is quick.
                due = Math.max(due, System.nanoTime() + delay.toNanos());
                var _ =
                        later.schedule(
                                () -> write(out, bytes, room, to),
                                Math.max(0, due - System.nanoTime()),
                                TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RejectedExecutionException e) {
            // One of the two has hung up, and the other is told.
            close(from);
        } finally {
            later.shutdown();
            awaitWritten(later);
            end(from);
            end(to);
        }
    }

    private static void awaitWritten(ScheduledExecutorService later) {
        try {
            later.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(OutputStream out, byte[] bytes, Semaphore room, Socket to) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            close(to);
        } finally {
            room.release(bytes.length);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(TcpProxy::close);
    }
}
