package io.rookery.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A socket of the JDK, in clear until [#secure].
public final class SocketPipe implements Pipe, AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_BYTES = 64 * 1024;

    private final Socket plain;
    private Socket socket;

    private SocketPipe(Socket socket) {
        this.plain = socket;
        this.socket = socket;
    }

    /// Connects.
    public static SocketPipe connect(InetSocketAddress server) {
        return connect(server, null);
    }

    /// Connects from a given address of this machine; null for any. All of 127.0.0.0/8 are.
    public static SocketPipe connect(InetSocketAddress server, @Nullable InetAddress from) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(server, CONNECT_MILLIS);
            return new SocketPipe(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("server: " + server + " (expected: listening)", e);
        }
    }

    @Override
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The server has closed: what it said before is still to be read.
        }
    }

    @Override
    public byte @Nullable [] receive(Duration most) {
        byte[] buffer = new byte[READ_BYTES];
        try {
            socket.setSoTimeout(Math.toIntExact(Math.max(1, most.toMillis())));
            int length = socket.getInputStream().read(buffer);
            return length < 0 ? null : Arrays.copyOf(buffer, length);
        } catch (SocketTimeoutException e) {
            return new byte[0];
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void secure(String domain) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            SSLSocket secured =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(socket, domain, socket.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(domain)));
            secured.setSSLParameters(parameters);
            secured.setSoTimeout(CONNECT_MILLIS);
            secured.startHandshake();
            socket = secured;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("tls: (expected: of the JDK)", e);
        } catch (IOException e) {
            throw new UncheckedIOException("tls: to " + domain + " (expected: a handshake)", e);
        }
    }

    /// Not even TLS says that it ends.
    @Override
    public void cut() {
        try {
            plain.setSoLinger(true, 0);
            plain.close();
        } catch (IOException e) {
            // It is gone, which is what was asked for.
        }
    }

    /// Closes the socket with a FIN.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was asked for.
        }
    }

    /// Certificates are looked at by tests of their own.
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
