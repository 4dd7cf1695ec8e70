package io.rookery.bench.chaos;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A stream over a WebSocket (RFC 7395).
final class WebSocketWire implements Wire {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String END = "";

    private final ReentrantLock sending = new ReentrantLock();
    private final Incoming incoming;
    private final WebSocket socket;
    private volatile int patience;

    private WebSocketWire(Incoming incoming, WebSocket socket) {
        this.incoming = incoming;
        this.socket = socket;
    }

    static WebSocketWire connect(HttpClient http, InetSocketAddress address) throws IOException {
        Incoming incoming = new Incoming();
        URI uri = URI.create("ws://%s:%d/ws".formatted(address.getHostString(), address.getPort()));
        return new WebSocketWire(
                incoming,
                done(
                        http.newWebSocketBuilder()
                                .subprotocols("xmpp")
                                .connectTimeout(CONNECT)
                                .buildAsync(uri, incoming)));
    }

    private static <T> T done(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    /// Puts the parts of messages together. Called by one thread at a time.
    private static final class Incoming implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();
        private volatile String ended = "the connection was closed";

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                frames.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended = "the WebSocket was closed: " + code + ' ' + reason;
            frames.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended = "the connection was closed: " + error;
            frames.add(END);
        }
    }

    @Override
    public void open(String domain) throws IOException {
        send("<open xmlns='%s' to='%s' version='1.0'/>".formatted(Namespaces.FRAMING, domain));
        Element opened = receive();
        if (!opened.is("open", Namespaces.FRAMING)) {
            throw new IOException("stream not opened: " + opened.toXml());
        }
    }

    @Override
    public void send(String xml) throws IOException {
        sending.lock();
        try {
            done(socket.sendText(xml, true));
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed: " + e, e);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public Element receive() throws IOException {
        String frame;
        try {
            frame =
                    patience == 0
                            ? incoming.frames.take()
                            : incoming.frames.poll(patience, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (frame == null) {
            throw new SocketTimeoutException("nothing came for " + patience + " ms");
        }
        if (frame.equals(END)) {
            incoming.frames.add(END);
            throw new EOFException(incoming.ended);
        }
        Element element = Wire.element(frame);
        if (element.is("close", Namespaces.FRAMING)) {
            String elsewhere = element.attribute("see-other-uri");
            throw new EOFException(
                    "the server ended the stream"
                            + (elsewhere == null ? "" : ": see-other-uri " + elsewhere));
        }
        return element;
    }

    @Override
    public void patience(int millis) {
        patience = millis;
    }

    @Override
    public void secure() throws IOException {
        throw new IOException("STARTTLS: (expected: over TCP)");
    }

    @Override
    public void end() {
        try {
            send("<close xmlns='" + Namespaces.FRAMING + "'/>");
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        socket.abort();
        incoming.frames.add(END);
    }
}
