package io.rookery.tenant.usage;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.billing.Meter;
import io.rookery.billing.UsageQuery;
import io.rookery.billing.UsageQuery.Granularity;
import io.rookery.billing.UsageQuery.Position;
import io.rookery.billing.UsageReader;
import io.rookery.billing.UsageRow;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/// What the caller's tenant used.
@Controller("/v1/usage")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UsageController {
    private static final Duration DEFAULT_PERIOD = Duration.ofDays(31);
    private static final Instant EARLIEST = Instant.parse("1999-12-31T23:59:59Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration MAX_PERIOD = Duration.ofDays(400);

    private final Api api;
    private final Domains domains;
    private final UsageReader usage;
    private final InstantSource clock;

    UsageController(Api api, Domains domains, UsageReader usage, InstantSource clock) {
        this.api = api;
        this.domains = domains;
        this.usage = usage;
        this.clock = clock;
    }

    @Get
    Page<UsageView> list(
            HttpRequest<?> request,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue String granularity,
            @Nullable @QueryValue String meter,
            @Nullable @QueryValue String domain,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller caller = Caller.of(request, Scope.USAGE_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        Instant end = to == null ? clock.instant() : instant("to", to);
        Instant start = from == null ? end.minus(DEFAULT_PERIOD) : instant("from", from);
        if (!start.isBefore(end) || Duration.between(start, end).compareTo(MAX_PERIOD) > 0) {
            throw ProblemException.parameter(
                    "from",
                    "It must be before to, by %d days at most.".formatted(MAX_PERIOD.toDays()));
        }
        Granularity by = granularity(granularity);
        Meter only = meter == null ? null : meter(meter, by);
        Position after = page.after().isEmpty() ? null : position(page.after());
        List<UsageRow> rows =
                api.transactions()
                        .in(
                                caller.tenant(),
                                connection -> {
                                    String name =
                                            domain == null
                                                    ? null
                                                    : domains.find(
                                                                    connection,
                                                                    caller.tenant(),
                                                                    domain)
                                                            .name();
                                    return usage.read(
                                            connection,
                                            new UsageQuery(
                                                    caller.tenant().value(),
                                                    start,
                                                    end,
                                                    by,
                                                    only,
                                                    name,
                                                    after,
                                                    page.fetch()));
                                });
        return view(Page.of(page, rows, UsageController::key));
    }

    private static Page<UsageView> view(Page<UsageRow> page) {
        return new Page<>(
                page.data().stream().map(UsageView::of).toList(),
                page.nextCursor(),
                page.hasMore());
    }

    private static Instant instant(String name, String text) {
        try {
            Instant instant = Instant.parse(text);
            if (instant.isAfter(EARLIEST) && instant.isBefore(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw ProblemException.parameter(name, "It must be a time as in 2027-01-31T00:00:00Z.");
        }
        throw ProblemException.parameter(name, "It must be of this century.");
    }

    private static Granularity granularity(@Nullable String text) {
        if (text == null) {
            return Granularity.DAY;
        }
        return Arrays.stream(Granularity.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.parameter(
                                "granularity", "It must be hour, day or month."));
    }

    private static Meter meter(String text, Granularity by) {
        Meter meter =
                Meter.ofKey(text)
                        .orElseThrow(() ->
                                ProblemException.parameter("meter", "There is no such meter."));
        if (meter.aggregation() == Meter.Aggregation.DISTINCT && by != Granularity.MONTH) {
            throw ProblemException.parameter(
                    "granularity", "It must be month for this meter, which counts by month only.");
        }
        return meter;
    }

    private static String key(UsageRow row) {
        return String.join(" ", row.period().toString(), row.meter().key(), row.domain());
    }

    private static Position position(String key) {
        String[] parts = key.split(" ", 3);
        try {
            if (parts.length == 3) {
                return new Position(
                        Instant.parse(parts[0]), Meter.ofKey(parts[1]).orElseThrow(), parts[2]);
            }
        } catch (DateTimeException | NoSuchElementException e) {
            throw ProblemException.parameter(
                    "cursor", "It must be a next_cursor of the same list.");
        }
        throw ProblemException.parameter("cursor", "It must be a next_cursor of the same list.");
    }
}
