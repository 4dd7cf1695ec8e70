package io.rookery.server.observability;

import com.sun.net.httpserver.HttpExchange;
import io.rookery.server.observability.Drainable.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Begins, calls off and shows a drain: `POST`, `DELETE` and `GET /drain`.
final class DrainPage {
    static final String PATH = "/drain";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int CONFLICT = 409;
    private static final int MAX_RATE = 10_000;
    private static final int USUAL_SECONDS = 600;
    private static final int MAX_SECONDS = 86_400;

    private final boolean allowed;
    private final Consumer<Boolean> told;
    private volatile @Nullable Drainable drainable;

    /// @param allowed whether the settings let it be changed
    /// @param told hears that the node is drained, and that it is not any more
    DrainPage(boolean allowed, Consumer<Boolean> told) {
        this.allowed = allowed;
        this.told = told;
    }

    /// What is drained.
    void of(Drainable part) {
        drainable = part;
    }

    /// @param status of HTTP
    record Answer(int status, String body) {}

    Answer answer(HttpExchange exchange) {
        Drainable part = drainable;
        if (part == null) {
            return new Answer(NOT_FOUND, "this node has nothing to drain\n");
        }
        String method = exchange.getRequestMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return new Answer(OK, json(part.progress()));
        }
        // A page in a browser can send a POST here unasked, and says then where it is from.
        if (!allowed
                || !exchange.getRemoteAddress().getAddress().isLoopbackAddress()
                || exchange.getRequestHeaders().containsKey("Origin")) {
            return new Answer(FORBIDDEN, "only with management.drain, and from this machine\n");
        }
        return switch (method) {
            case "POST" -> begin(part, exchange.getRequestURI().getQuery());
            case "DELETE" -> callOff(part);
            default -> new Answer(WRONG_METHOD, "GET, POST or DELETE\n");
        };
    }

    private Answer callOff(Drainable part) {
        try {
            part.undrain();
        } catch (IllegalStateException e) {
            return new Answer(CONFLICT, e.getMessage() + "\n");
        }
        told.accept(false);
        return new Answer(OK, json(part.progress()));
    }

    private Answer begin(Drainable part, @Nullable String query) {
        try {
            Map<String, Integer> given =
                    Stream.of(query == null ? new String[0] : query.split("&", -1))
                            .map(pair -> pair.split("=", 2))
                            .collect(
                                    Collectors.toMap(
                                            pair -> pair[0], pair -> Integer.parseInt(pair[1])));
            int rate = given.getOrDefault("rate", 0);
            int seconds = given.getOrDefault("seconds", USUAL_SECONDS);
            if (rate < 0 || rate > MAX_RATE || seconds < 1 || seconds > MAX_SECONDS) {
                throw new IllegalArgumentException(query);
            }
            part.drain(
                    rate == 0 ? OptionalInt.empty() : OptionalInt.of(rate),
                    Duration.ofSeconds(seconds));
            told.accept(true);
            return new Answer(OK, json(part.progress()));
        } catch (IllegalStateException e) {
            return new Answer(CONFLICT, e.getMessage() + "\n");
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return new Answer(
                    BAD_REQUEST,
                    "query: %s (expected: rate=1..%d, seconds=1..%d)\n"
                            .formatted(query, MAX_RATE, MAX_SECONDS));
        }
    }

    private static String json(Progress progress) {
        return "{\"draining\":%b,\"moving\":%b,\"moved\":%d,\"left\":%d,\"elsewhere\":%d}\n"
                .formatted(
                        progress.draining(),
                        progress.moving(),
                        progress.moved(),
                        progress.left(),
                        progress.elsewhere());
    }
}
