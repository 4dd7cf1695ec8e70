package io.rookery.archive.ingest;

import io.rookery.archive.usage.UsageEvent;
import io.rookery.routing.port.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What the records of a batch come to: one event for each tenant, domain, meter and hour. It has
/// the name of the first record that is in it, and no other event ever has: a record is in one
/// committed batch, since its partition's offset moves in the same transaction. For one thread.
///
/// With an event for each record, two thirds of all rows, and half of what archiving a message cost
/// PostgreSQL, were the ledger's.
final class UsageSums {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final Map<Key, Sum> sums = new LinkedHashMap<>();

    private record Key(TenantId tenant, String domain, String meter, long hour) {}

    private static final class Sum {
        private final String eventId;
        private final Instant first;
        private long quantity;

        Sum(String eventId, Instant first) {
            this.eventId = eventId;
            this.first = first;
        }
    }

    /// Counts `quantity` of `meter` for a record of `millis`.
    ///
    /// @param generation of the log, part of the event's name
    void add(
            TenantId tenant,
            String domain,
            String meter,
            long millis,
            long quantity,
            ConsumerRecord<?, ?> entry,
            String generation) {
        Key key = new Key(tenant, domain, meter, Math.floorDiv(millis, HOUR_MILLIS));
        Sum sum = sums.get(key);
        if (sum == null) {
            sum = new Sum(name(entry, generation, meter), Instant.ofEpochMilli(millis));
            sums.put(key, sum);
        }
        sum.quantity += quantity;
    }

    /// `topic/partition/offset/meter`.
    static String name(ConsumerRecord<?, ?> entry, String generation, String meter) {
        return entry.topic()
                + generation
                + '/'
                + entry.partition()
                + '/'
                + entry.offset()
                + '/'
                + meter;
    }

    List<UsageEvent> events() {
        return sums.entrySet().stream()
                .map(entry -> event(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static UsageEvent event(Key key, Sum sum) {
        return new UsageEvent(
                sum.eventId, key.tenant(), key.domain(), key.meter(), sum.quantity, sum.first, "");
    }

    int size() {
        return sums.size();
    }
}
