package io.rookery.edge.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/// TLS with the engine in our own hands: it can stop in the middle of a handshake, and it tells an
/// end that was said (close_notify) from one that was not, which a socket of the JDK does not.
final class EngineClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer come = ByteBuffer.allocate(64 * 1024).flip();
    private final StringBuilder text = new StringBuilder();

    EngineClient(int port, String serverName, TrustManager trust) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            engine = context.createSSLEngine(serverName, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            engine.setSSLParameters(parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Speaks this version of TLS and no other.
    void only(String protocol) {
        engine.setEnabledProtocols(new String[] {protocol});
    }

    /// Begins a handshake within the connection (RFC 5746), as TLS 1.2 allows.
    void renegotiate() throws IOException {
        engine.beginHandshake();
        wrap(NOTHING);
    }

    /// The first bytes of a handshake.
    byte[] clientHello() throws IOException {
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(NOTHING, out);
        return bytes(out.flip());
    }

    void send(byte[] raw) throws IOException {
        socket.getOutputStream().write(raw);
        socket.getOutputStream().flush();
    }

    void handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        throw new AssertionError("ended in the handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    void send(String xml) throws IOException {
        wrap(ByteBuffer.wrap(xml.getBytes(StandardCharsets.UTF_8)));
    }

    /// Reads until `needle` has come.
    void await(String needle) throws IOException {
        while (text.indexOf(needle) < 0) {
            if (!unwrap()) {
                throw new AssertionError("ended before " + needle + " came: " + text);
            }
        }
        text.delete(0, text.indexOf(needle) + needle.length());
    }

    /// Reads to the end of the socket; returns the rest of the text.
    String awaitEnd() throws IOException {
        while (unwrap()) {}
        return text.toString();
    }

    /// Reads raw bytes to the end of the socket; returns how many came.
    int awaitRawEnd() throws IOException {
        return socket.getInputStream().readAllBytes().length;
    }

    /// Whether the server said close_notify, once the socket has ended.
    boolean saidClose() {
        try {
            engine.closeInbound();
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private void wrap(ByteBuffer plain) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(plain, out);
        send(bytes(out.flip()));
    }

    /// False when the socket has ended.
    private boolean unwrap() throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.unwrap(come, plain);
        boolean more = true;
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW
                || result.getStatus() == SSLEngineResult.Status.CLOSED) {
            come.compact();
            int length =
                    socket.getInputStream().read(come.array(), come.position(), come.remaining());
            more = length >= 0;
            come.position(come.position() + Math.max(0, length)).flip();
        }
        text.append(StandardCharsets.UTF_8.decode(plain.flip()));
        return more;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
