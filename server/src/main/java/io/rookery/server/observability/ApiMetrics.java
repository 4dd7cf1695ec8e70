package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.histogram;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.rookery.tenant.ApiMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the tenant API counts, as metrics. Routes are the templates of its paths, never the paths
/// that are asked for.
final class ApiMetrics implements ApiMeter {
    private static final String NO_ROUTE = "none";
    private static final int MAX_SERIES = 1_000;
    private static final Label METHOD =
            Label.of("method", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Label STATUS = Label.of("status", "1xx", "2xx", "3xx", "4xx", "5xx");
    private static final Label ROUTE =
            Label.ofCode("route", "the templates of docs/openapi, none where none fits");

    static final Metric REQUESTS =
            counter(
                    "rookery.api.requests",
                    "{request}",
                    "Requests that the tenant API answered.",
                    METHOD,
                    ROUTE,
                    STATUS);
    static final Metric DURATION =
            histogram(
                    "rookery.api.request.duration",
                    "s",
                    "Time from a request's head to its answer.",
                    METHOD);

    static final List<Metric> ALL = List.of(REQUESTS, DURATION);

    private final LongCounter requests;
    private final Distribution duration;
    private final Map<Series, Attributes> series = new ConcurrentHashMap<>();

    ApiMetrics(Instruments instruments) {
        requests = instruments.plain(REQUESTS);
        duration = instruments.distribution(DURATION);
    }

    private record Series(String method, String route, String status) {
        Attributes attributes() {
            return Attributes.builder()
                    .put(METHOD.key(), method)
                    .put(ROUTE.key(), route)
                    .put(STATUS.key(), status)
                    .build();
        }
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {
        String known = METHOD.values().get(METHOD.index(method));
        Series one = new Series(known, route.isEmpty() ? NO_ROUTE : route, status / 100 + "xx");
        Attributes attributes = series.get(one);
        if (attributes == null) {
            Series kept =
                    series.size() < MAX_SERIES ? one : new Series(known, Label.OTHER, one.status());
            attributes = series.computeIfAbsent(kept, Series::attributes);
        }
        requests.add(1, attributes);
        duration.took(took, known);
    }
}
