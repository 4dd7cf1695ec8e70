package io.rookery.edge.netty;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A client that sends any bytes and reads text: sockets and the JDK's TLS, nothing of ours.
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private Socket socket;
    private final StringBuilder received = new StringBuilder();

    RawClient(int port) {
        this(port, InetAddress.getLoopbackAddress());
    }

    /// @param from the client's own address: all of 127.0.0.0/8 are this machine's
    RawClient(int port, InetAddress from) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Does a TLS handshake, naming `serverName` unless that is empty.
    public SSLSession secure(String serverName, String... applicationProtocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
            SSLSocket secured =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(socket, serverName, socket.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setServerNames(
                    serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
            parameters.setApplicationProtocols(applicationProtocols);
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            socket = secured;
            return secured.getSession();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The protocol agreed on by ALPN.
    public String applicationProtocol() {
        return ((SSLSocket) socket).getApplicationProtocol();
    }

    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a stream header and reads up to the end of the features.
    public String open(String domain) {
        send(header(domain));
        return await("</stream:features>");
    }

    public static String header(String domain) {
        return "<?xml version='1.0'?><stream:stream to='"
                + domain
                + "' version='1.0' xmlns='jabber:client'"
                + " xmlns:stream='http://etherx.jabber.org/streams'>";
    }

    /// Logs in over SCRAM with a library that is not ours, without channel binding.
    public void loginByScram(String mechanism, String name, String password) {
        login(mechanism, scram(mechanism, name, password).build());
    }

    static ScramClient.FinalBuildStage scram(String mechanism, String name, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username(name)
                .password(password.toCharArray())
                .stringPreparation(StringPreparation.NO_PREPARATION);
    }

    /// Runs a SCRAM exchange to `<success/>` and verifies the server's signature.
    void login(String mechanism, ScramClient client) {
        try {
            send(auth(mechanism, client.clientFirstMessage().toString()));
            client.serverFirstMessage(
                    decode(find(await("</challenge>"), "<challenge[^>]*>([^<]*)<")));
            send(response(client.clientFinalMessage().toString()));
            client.serverFinalMessage(decode(find(await("</success>"), "<success[^>]*>([^<]*)<")));
        } catch (ScramException e) {
            throw new AssertionError(e);
        }
    }

    /// Runs a SCRAM exchange that ends with a failure, which it returns.
    String failLogin(String mechanism, ScramClient client) {
        try {
            send(auth(mechanism, client.clientFirstMessage().toString()));
            client.serverFirstMessage(
                    decode(find(await("</challenge>"), "<challenge[^>]*>([^<]*)<")));
            send(response(client.clientFinalMessage().toString()));
            return await("</failure>");
        } catch (ScramException e) {
            throw new AssertionError(e);
        }
    }

    static String auth(String mechanism, String message) {
        return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='"
                + mechanism
                + "'>"
                + encode(message)
                + "</auth>";
    }

    static String response(String message) {
        return "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                + encode(message)
                + "</response>";
    }

    /// Binds a resource; returns the full JID.
    public String bind(String resource) {
        send(
                "<iq id='bind' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                        + "<resource>"
                        + resource
                        + "</resource></bind></iq>");
        return find(await("</iq>"), "<jid>([^<]*)</jid>");
    }

    /// Reads until `needle` has come; returns everything up to its end.
    public String await(String needle) {
        while (true) {
            int at = received.indexOf(needle);
            if (at >= 0) {
                String text = received.substring(0, at + needle.length());
                received.delete(0, at + needle.length());
                return text;
            }
            if (!read()) {
                throw new AssertionError("closed before " + needle + " came: " + received);
            }
        }
    }

    /// Sends byte by byte, no faster than one in `pace`, until the server ends the connection;
    /// returns what it said.
    public String dripUntilEnd(byte[] bytes, Duration pace) {
        try {
            socket.setSoTimeout(Math.toIntExact(pace.toMillis()));
            for (byte b : bytes) {
                send(new byte[] {b});
                try {
                    if (!read()) {
                        return rest();
                    }
                } catch (UncheckedIOException e) {
                    if (!(e.getCause() instanceof SocketTimeoutException)) {
                        throw e;
                    }
                }
            }
        } catch (UncheckedIOException | SocketException e) {
            return rest(); // reset
        }
        throw new AssertionError("all was taken, and this said: " + received);
    }

    /// Reads to the end of the connection; returns what has not been returned yet.
    public String awaitEnd() {
        while (read()) {}
        return rest();
    }

    private String rest() {
        String rest = received.toString();
        received.setLength(0);
        return rest;
    }

    private boolean read() {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            int length = in.read(buffer);
            if (length < 0) {
                return false;
            }
            received.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            return true;
        } catch (SocketException | SSLException e) {
            return false; // reset
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + received, e);
        }
    }

    static String find(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError(regex + " is not in: " + text);
        }
        return matcher.group(1);
    }

    static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /// Closes the socket now.
    public void disconnect() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Certificates are self-made here; which one came is checked where it matters.
    static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
