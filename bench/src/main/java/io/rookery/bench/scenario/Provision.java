package io.rookery.bench.scenario;

import io.rookery.bench.client.Account;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a domain of Rookery and its accounts by the tenant API, at the rate that the API allows a
/// tenant.
public final class Provision {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int CONFLICT = 409;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI api;
    private final String operatorKey;

    public Provision(URI api, String operatorKey) {
        this.api = api;
        this.operatorKey = operatorKey;
    }

    /// Creates what is not there.
    ///
    /// @return the id of the tenant that it made
    /// @throws IllegalStateException when the API refuses
    public String run(String domain, boolean archiving, int accounts) {
        String tenant = found(ID, post(operatorKey, "/v1/tenants", "{\"name\":\"Bench\"}"));
        String key =
                found(
                        KEY,
                        post(
                                operatorKey,
                                "/v1/tenants/" + tenant + "/api-keys",
                                "{\"name\":\"bench\"}"));
        post(
                key,
                "/v1/domains",
                """
                {"name":"%s","policy":{"authentication":["internal"],"roster_source":"internal",\
                "archiving":%s}}\
                """
                        .formatted(domain, archiving));
        for (int number = 0; number < accounts; number++) {
            Account account = new Account(number);
            post(
                    key,
                    "/v1/domains/" + domain + "/users",
                    "{\"username\":\"%s\",\"password\":\"%s\"}"
                            .formatted(account.username(), account.password()));
        }
        return tenant;
    }

    private String post(String key, String path, String body) {
        while (true) {
            HttpResponse<String> response = exchange(key, path, body);
            int status = response.statusCode();
            if (status == TOO_MANY_REQUESTS) {
                Pause.seconds(
                        (double) response.headers().firstValueAsLong("Retry-After").orElse(1));
            } else if (status / 100 == 2 || status == CONFLICT) {
                return response.body();
            } else {
                throw new IllegalStateException(path + ": " + status + ' ' + response.body());
            }
        }
    }

    private HttpResponse<String> exchange(String key, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String found(Pattern pattern, String answer) {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new IllegalStateException("answer: " + answer + " (expected: " + pattern + ")");
        }
        return matcher.group(1);
    }
}
