package io.rookery.server.demo;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// A domain's usage, as the tenant API shows it to the tenant.
final class Usage {
    private static final int POLLS = 60;
    private static final long POLL_MILLIS = 250;

    private final Http http;
    private final String key;
    private final String domain;

    Usage(Http http, String key, String domain) {
        this.http = http;
        this.key = key;
        this.domain = domain;
    }

    /// How much of one meter.
    record Row(String meter, long quantity, String unit) {
        @Override
        public String toString() {
            return meter + " = " + quantity + ' ' + unit;
        }
    }

    /// By the hour, once it shows that many messages sent, and received. The archiver is at work:
    /// the API shows what it has come to.
    ///
    /// @throws Failed when it does not come so far
    List<Row> withMessages(int count) throws InterruptedException {
        for (int i = 0; i < POLLS; i++) {
            List<Row> rows = rows("hour");
            if (quantity(rows, "messages_sent") == count
                    && quantity(rows, "messages_received") == count) {
                return rows;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new Failed(
                "usage does not show %d messages sent and %d received".formatted(count, count));
    }

    /// Counted by the month only.
    List<Row> activeUsers() {
        return rows("month&meter=active_users");
    }

    private List<Row> rows(String granularity) {
        String path = "/v1/usage?granularity=" + granularity + "&domain=" + domain;
        return http.get(key, path).list("data").stream()
                .map(row -> new Row(row.text("meter"), row.number("quantity"), row.text("unit")))
                .toList();
    }

    /// The sum of a meter.
    static long quantity(List<Row> rows, String meter) {
        return rows.stream()
                .filter(row -> row.meter().equals(meter))
                .mapToLong(Row::quantity)
                .sum();
    }
}
