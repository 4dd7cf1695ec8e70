package io.rookery.server.cli;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a command that asks the installation reaches it: where the tenant API is, and the operator's
/// key. What is not given is looked for in the environment and then in the data directory, of `up`
/// or of `cluster`.
final class ApiAccess {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// How long a stream of lines may say nothing: the API says something every few seconds.
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final int UNAVAILABLE = 503;

    /// Lines that came and were not taken yet.
    private static final int WAITING = 1_000;

    private static final String EXPECTED = "a URL as http://host:8080";

    /// What a key is made of, and nothing that could not stand in a header.
    private static final Pattern KEY = Pattern.compile("[!-~]+");

    private static final String DEFAULT_API = "http://127.0.0.1:8080";
    private static final String KEY_FILE = "operator.key";

    @Option(
            names = "--api",
            paramLabel = "URL",
            description =
                    "where the tenant API is; without it ROOKERY_API, or what the data directory"
                            + " says, or http://127.0.0.1:8080")
    private @Nullable URI api;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "a file with the operator's key; without it ROOKERY_API_KEY, or operator.key"
                            + " in the data directory")
    private @Nullable Path keyFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "the data directory of `up` or of `cluster`; without it data or"
                            + " cluster-data, whichever there is")
    private @Nullable Path data;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final JsonMapper json = mapper();
    private Map<String, String> environment = System.getenv();
    private Duration silence = SILENCE;

    /// The API does not answer, or cannot.
    static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message) {
            super(message, null, false, false);
        }
    }

    void environment(Map<String, String> given) {
        environment = Map.copyOf(given);
    }

    void silence(Duration most) {
        silence = most;
    }

    private Optional<Path> directory() {
        if (data != null) {
            return Optional.of(data);
        }
        return Stream.of(Path.of("data"), Path.of("cluster-data"))
                .filter(each -> Files.exists(each.resolve(KEY_FILE)))
                .findFirst();
    }

    /// Nothing of the libraries in what a command prints.
    private static JsonMapper mapper() {
        LogOutput.configure(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.WARN));
        return JsonMapper.createDefault();
    }

    private URI base() {
        if (api != null) {
            return api;
        }
        String given = environment.get("ROOKERY_API");
        if (given != null && !given.isBlank()) {
            try {
                return URI.create(given.strip());
            } catch (IllegalArgumentException e) {
                throw new StartFailure(
                        "ROOKERY_API: %s (expected: %s)".formatted(given.strip(), EXPECTED), e);
            }
        }
        return directory().flatMap(LocalCluster::apiOf).orElseGet(() -> URI.create(DEFAULT_API));
    }

    private String key() {
        String given = environment.get("ROOKERY_API_KEY");
        if (keyFile == null && given != null && !given.isBlank()) {
            return key(given, "ROOKERY_API_KEY");
        }
        Path file =
                keyFile != null
                        ? keyFile
                        : directory()
                                .map(each -> each.resolve(KEY_FILE))
                                .orElseThrow(() ->
                                        new StartFailure(
                                                "--key-file: none (expected: the operator's key, or"
                                                        + " --data DIR with operator.key)"));
        try {
            return key(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new StartFailure(
                    "%s: cannot be read (expected: the operator's key)".formatted(file), e);
        }
    }

    /// What it is is not shown: it may be another secret.
    private static String key(String text, String from) {
        String key = text.strip();
        if (!KEY.matcher(key).matches()) {
            throw new StartFailure(
                    "%s: %d lines (expected: the operator's key, one line without spaces)"
                            .formatted(from, key.lines().count()));
        }
        return key;
    }

    JsonNode get(String path) {
        return read(request(path).GET().timeout(TIMEOUT).build());
    }

    JsonNode post(String path, Map<String, Object> body) {
        return read(posting(path, body).timeout(TIMEOUT).build());
    }

    /// Gives each line of an answer as it comes, until `taken` says that it was the last or the
    /// answer is over.
    ///
    /// @throws Unreachable when the answer is cut off, or nothing comes for too long
    void lines(String path, Map<String, Object> body, Predicate<String> taken) {
        HttpResponse<Stream<String>> response =
                exchange(
                        posting(path, body).timeout(TIMEOUT).build(),
                        HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw refusal(response.statusCode(), String.join("\n", lines.toList()));
            }
            BlockingQueue<Optional<String>> come = new ArrayBlockingQueue<>(WAITING);
            Thread reader =
                    Thread.ofVirtual().name("lines").start(() -> read(lines.iterator(), come));
            try {
                take(come, taken);
            } finally {
                reader.interrupt();
            }
        }
    }

    private static void read(Iterator<String> lines, BlockingQueue<Optional<String>> into) {
        try {
            try {
                while (lines.hasNext()) {
                    into.put(Optional.of(lines.next()));
                }
            } catch (UncheckedIOException e) {
                // The same to who reads: nothing more comes.
            }
            into.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(BlockingQueue<Optional<String>> come, Predicate<String> taken) {
        try {
            boolean last = false;
            while (!last) {
                Optional<String> line = come.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
                if (line == null) {
                    throw new Unreachable(
                            "The tenant API at %s has said nothing for %d s"
                                    .formatted(base(), silence.toSeconds()));
                }
                last = line.isEmpty() || taken.test(line.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted");
        }
    }

    JsonNode parse(String text) {
        try {
            return json.readValue(text, Argument.of(JsonNode.class));
        } catch (IOException e) {
            throw new Unreachable("the answer is not JSON: " + text);
        }
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(base().resolve(path))
                    .header("Authorization", "Bearer " + key());
        } catch (IllegalArgumentException e) {
            throw StartFailure.of("--api", String.valueOf(base()), EXPECTED);
        }
    }

    private HttpRequest.Builder posting(String path, Map<String, Object> body) {
        try {
            return request(path)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(HttpRequest request) {
        HttpResponse<String> response = exchange(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), response.body());
        }
        return parse(response.body());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new Unreachable(
                    "The tenant API at %s does not answer: %s"
                            .formatted(base(), e.getMessage() == null ? e : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted");
        }
    }

    /// Says what a problem document says.
    private RuntimeException refusal(int status, String body) {
        String detail = body;
        try {
            JsonNode problem = parse(body);
            JsonNode title = problem.get("title");
            JsonNode told = problem.get("detail");
            List<String> faults = Faults.of(problem);
            detail =
                    (title == null ? "" : title.coerceStringValue() + ". ")
                            + (told == null ? "" : told.coerceStringValue())
                            + (faults.isEmpty() ? "" : ' ' + String.join(" ", faults));
        } catch (Unreachable e) {
            detail = body.lines().findFirst().orElse("");
        }
        String text = "%s: %d: %s".formatted(base(), status, detail.strip());
        return status == UNAVAILABLE ? new Unreachable(text) : new StartFailure(text);
    }

    /// The faults that a problem names.
    private static final class Faults {
        static List<String> of(JsonNode problem) {
            JsonNode errors = problem.get("errors");
            if (errors == null || !errors.isArray()) {
                return List.of();
            }
            return Stream.of(errors.values())
                    .flatMap(all -> {
                        Stream.Builder<String> texts = Stream.builder();
                        all.forEach(each -> {
                            JsonNode pointer = each.get("pointer");
                            JsonNode detail = each.get("detail");
                            texts.add(
                                    (pointer == null ? "" : pointer.coerceStringValue() + ": ")
                                            + (detail == null ? "" : detail.coerceStringValue()));
                        });
                        return texts.build();
                    })
                    .toList();
        }
    }
}
