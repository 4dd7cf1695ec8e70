package io.rookery.server.demo;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The tenant API, as a tenant's own program would call it.
final class Http {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.createDefault();
    private final URI base;

    Http(URI base) {
        this.base = base;
    }

    Answer post(String key, String path, String body) {
        return send(key, path, "POST", body);
    }

    Answer put(String key, String path, String body) {
        return send(key, path, "PUT", body);
    }

    Answer get(String key, String path) {
        return send(key, path, "GET", "");
    }

    void delete(String key, String path) {
        text(key, "DELETE", path);
    }

    /// The body as it is.
    String text(String key, String path) {
        return text(key, "GET", path);
    }

    private String text(String key, String method, String path) {
        HttpResponse<String> response = exchange(key, path, method, "");
        if (response.statusCode() / 100 != 2) {
            throw new Failed(
                    method + ' ' + path + ": " + response.statusCode() + ' ' + response.body());
        }
        return response.body();
    }

    /// The status alone.
    int status(String key, String path) {
        return status(key, "GET", path, "");
    }

    /// The status alone.
    int status(String key, String method, String path, String body) {
        return exchange(key, path, method, body).statusCode();
    }

    private Answer send(String key, String path, String method, String body) {
        HttpResponse<String> response = exchange(key, path, method, body);
        if (response.statusCode() / 100 != 2) {
            throw new Failed(
                    method + ' ' + path + ": " + response.statusCode() + ' ' + response.body());
        }
        try {
            return new Answer(json.readValue(response.body(), Argument.of(JsonNode.class)));
        } catch (IOException e) {
            throw new Failed(method + ' ' + path + ": not JSON: " + response.body(), e);
        }
    }

    private HttpResponse<String> exchange(String key, String path, String method, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json");
        request.method(
                method,
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Failed(method + ' ' + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(method + ' ' + path + ": interrupted", e);
        }
    }
}
