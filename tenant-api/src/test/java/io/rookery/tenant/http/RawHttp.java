package io.rookery.tenant.http;

import io.rookery.tenant.ApiNode.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLSession;

/// Requests as no HTTP client would let them out: written to the socket as they stand.
final class RawHttp {
    private static final int PATIENCE_MILLIS = 10_000;

    private RawHttp() {}

    /// Sends one request and reads the answer until the other side closes.
    ///
    /// @param headers each with its CRLF; `Host` and `Connection` are added
    static Answer send(URI node, String method, String address, String headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String length = body.isEmpty() ? "" : "Content-Length: " + content.length + "\r\n";
        String head =
                method
                        + ' '
                        + address
                        + " HTTP/1.1\r\nHost: node\r\nConnection: close\r\n"
                        + length
                        + headers
                        + "\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
            return answer(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(method + ' ' + address, e);
        }
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        List<String> lines = text.substring(0, end).lines().toList();
        int status = Integer.parseInt(lines.getFirst(), 9, 12, 10);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Answer(
                status,
                new Response(
                        status,
                        HttpHeaders.of(headers, (name, value) -> true),
                        text.substring(end + 4)));
    }

    private record Response(int statusCode, HttpHeaders headers, String body)
            implements HttpResponse<String> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException("request: raw (expected: not asked for)");
        }

        @Override
        public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            throw new UnsupportedOperationException("uri: raw (expected: not asked for)");
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
