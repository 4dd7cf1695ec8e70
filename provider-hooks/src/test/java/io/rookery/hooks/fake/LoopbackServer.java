package io.rookery.hooks.fake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A backend that says, byte for byte, what a test wants said. It keeps connections open until the
/// script closes them.
public final class LoopbackServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// What to do with a request.
    @FunctionalInterface
    public interface Script {
        void answer(String request, Talk talk) throws IOException, InterruptedException;
    }

    /// One connection.
    public final class Talk {
        private final Socket connection;

        private Talk(Socket connection) {
            this.connection = connection;
        }

        public void say(String text) throws IOException {
            OutputStream out = connection.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        public void reply(int status, String body) throws IOException {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            say("HTTP/1.1 " + status + " X\r\ncontent-length: " + length + "\r\n\r\n" + body);
        }

        public void hangUp() throws IOException {
            connection.close();
        }

        /// Says nothing until the test is over.
        public void keepSilent() throws InterruptedException {
            closed.await();
        }
    }

    public LoopbackServer(Script script) {
        this(script, serverSocket());
    }

    /// The same behind a socket of another kind.
    public LoopbackServer(Script script, ServerSocket socket) {
        this.script = script;
        this.socket = socket;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// Head and body of the requests so far.
    public List<String> requests() {
        return requests;
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                open.add(connection);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void serve(Socket connection) {
        try {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            Talk talk = new Talk(connection);
            for (String request = read(in); !request.isEmpty(); request = read(in)) {
                requests.add(request);
                script.answer(request, talk);
            }
        } catch (IOException e) {
            // The client went away, which tests do on purpose.
            open.remove(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        int length =
                head.toString()
                        .toLowerCase(Locale.ROOT)
                        .lines()
                        .filter(line -> line.startsWith("content-length: "))
                        .mapToInt(line -> Integer.parseInt(line.substring(16).strip()))
                        .findFirst()
                        .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static ServerSocket serverSocket() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
