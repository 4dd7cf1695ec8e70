package io.rookery.server.transcript;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// A program that calls the tenant API.
final class ApiClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final JsonMapper json = JsonMapper.createDefault();
    private final URI base;

    ApiClient(HttpClient client, URI base) {
        this.client = client;
        this.base = base;
    }

    /// @return a text of the answer
    String post(String key, String path, String body, String field) {
        return field(send(key, "POST", path, body), field);
    }

    /// @return a text of the answer
    String put(String key, String path, String body, String field) {
        return field(send(key, "PUT", path, body), field);
    }

    private String field(String answer, String field) {
        try {
            JsonNode value = json.readValue(answer, Argument.of(JsonNode.class)).get(field);
            if (value == null) {
                throw new IllegalStateException(field + ": absent (expected: in " + answer + ")");
            }
            return value.getStringValue();
        } catch (IOException e) {
            throw new UncheckedIOException(answer + " (expected: JSON)", e);
        }
    }

    private String send(String key, String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + ' ' + path + ": " + answer.statusCode() + ' ' + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(method + ' ' + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + ' ' + path + ": interrupted", e);
        }
    }
}
