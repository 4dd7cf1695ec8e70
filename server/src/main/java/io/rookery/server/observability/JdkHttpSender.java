package io.rookery.server.observability;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends OTLP by the JDK's HTTP client: OpenTelemetry's own such sender cannot be resolved in this
/// version, and its other one brings a second HTTP library. Sends once: what a collector does not
/// take is lost, and the next export tells the same totals.
final class JdkHttpSender implements HttpSender {
    private final HttpSenderConfig config;
    private final HttpClient client;

    private JdkHttpSender(HttpSenderConfig config) {
        this.config = config;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(config.getConnectTimeout());
        if (config.getSslContext() != null) {
            builder.sslContext(config.getSslContext());
        }
        this.client = builder.build();
    }

    /// Found by the exporters.
    public static final class Provider implements HttpSenderProvider {
        @Override
        public HttpSender createSender(HttpSenderConfig config) {
            return new JdkHttpSender(config);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Received(int status, byte[] body) implements HttpResponse {
        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return body;
        }
    }

    @Override
    public void send(
            MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
        HttpRequest request;
        try {
            request = request(message);
        } catch (IOException | RuntimeException e) {
            onError.accept(e);
            return;
        }
        var _ =
                client.sendAsync(request, BodyHandlers.ofByteArray())
                        .whenComplete((response, failure) -> {
                            if (failure == null) {
                                onResponse.accept(
                                        new Received(response.statusCode(), response.body()));
                            } else {
                                onError.accept(failure);
                            }
                        });
    }

    private HttpRequest request(MessageWriter message) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Compressor compressor = config.getCompressor();
        if (compressor == null) {
            message.writeMessage(body);
        } else {
            try (OutputStream compressed = compressor.compress(body)) {
                message.writeMessage(compressed);
            }
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(config.getEndpoint())
                        .timeout(config.getTimeout())
                        .header("Content-Type", config.getContentType())
                        .POST(BodyPublishers.ofByteArray(body.toByteArray()));
        if (compressor != null) {
            request.header("Content-Encoding", compressor.getEncoding());
        }
        @Nullable Map<String, List<String>> headers = config.getHeadersSupplier().get();
        if (headers != null) {
            headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        }
        return request.build();
    }

    @Override
    public CompletableResultCode shutdown() {
        client.shutdown();
        return CompletableResultCode.ofSuccess();
    }
}
