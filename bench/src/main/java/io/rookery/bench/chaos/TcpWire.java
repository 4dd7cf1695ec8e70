package io.rookery.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rookery.xmpp.stream.StreamFramer;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A stream over TCP (RFC 6120), with STARTTLS when it is asked for.
final class TcpWire implements Wire {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final int CHUNK = 8_192;

    private final ReentrantLock sending = new ReentrantLock();
    private final InetSocketAddress address;
    private final byte[] chunk = new byte[CHUNK];
    private StreamFramer framer = new StreamFramer(MAX_FRAME_BYTES);
    private volatile Socket socket;

    private TcpWire(InetSocketAddress address, Socket socket) {
        this.address = address;
        this.socket = socket;
    }

    static TcpWire connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_MILLIS);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new TcpWire(address, socket);
    }

    @Override
    public void open(String domain) throws IOException {
        framer.restart();
        send(
                "<?xml version='1.0'?><stream:stream to='%s' version='1.0' xmlns='%s' xmlns:stream='%s'>"
                        .formatted(domain, Namespaces.CLIENT, Namespaces.STREAMS));
    }

    @Override
    public void send(String xml) throws IOException {
        sending.lock();
        try {
            socket.getOutputStream().write(xml.getBytes(UTF_8));
        } finally {
            sending.unlock();
        }
    }

    @Override
    public Element receive() throws IOException {
        while (true) {
            switch (framer.next()) {
                case NEEDS_INPUT -> feed();
                case ELEMENT -> {
                    return Wire.element(new String(framer.frame(), UTF_8));
                }
                case STREAM_OPENED, KEEPALIVE -> {}
                case STREAM_CLOSED -> throw new EOFException("the server ended the stream");
            }
        }
    }

    private void feed() throws IOException {
        int read = socket.getInputStream().read(chunk);
        if (read < 0) {
            throw new EOFException("the connection was closed");
        }
        framer.feed(chunk, 0, read);
    }

    @Override
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void secure() throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        anyCertificate()
                                .getSocketFactory()
                                .createSocket(
                                        socket, address.getHostString(), address.getPort(), true);
        secured.startHandshake();
        socket = secured;
        framer = new StreamFramer(MAX_FRAME_BYTES);
    }

    /// The servers make their own certificates: who they are is not what is looked at.
    private static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS: (expected: of the JDK)", e);
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void end() {
        try {
            send("</stream:stream>");
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone then.
        }
    }
}
