package io.rookery.server.assembly;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.ingest.Archiver;
import io.rookery.archive.usage.UsageEvent;
import io.rookery.archive.usage.UsageSink;
import io.rookery.billing.Meter;
import io.rookery.billing.UsageEntry;
import io.rookery.billing.UsageLedger;
import io.rookery.server.roles.Component;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what the log says into PostgreSQL.
final class ArchiverPart implements Component {
    private static final String GROUP = "rookery-archiver";

    private final Pools pools;
    private final LogPart log;
    private final ArchiveMeter meter;
    private @Nullable Archiver archiver;

    ArchiverPart(Pools pools, LogPart log, ArchiveMeter meter) {
        this.pools = pools;
        this.log = log;
        this.meter = meter;
    }

    @Override
    public String name() {
        return "archiver";
    }

    @Override
    public void start() {
        UsageLedger ledger = new UsageLedger();
        UsageSink sink =
                (connection, events) ->
                        ledger.write(connection, events.stream().map(ArchiverPart::entry).toList());
        Archiver started =
                new Archiver(
                        log.where(), GROUP, pools.archiver(), sink, Limits.DEFAULT.ingest(), meter);
        started.start();
        archiver = started;
    }

    private static UsageEntry entry(UsageEvent event) {
        return new UsageEntry(
                event.tenant().value(),
                event.eventId(),
                Meter.ofKey(event.meter())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "meter: "
                                                + event.meter()
                                                + " (expected: one of "
                                                + List.of(Meter.values())
                                                + ")")),
                event.domain(),
                event.subject(),
                event.quantity(),
                event.occurredAt());
    }

    boolean healthy() {
        return Started.of(archiver, name()).healthy();
    }

    /// What keeps it from its work.
    String trouble() {
        return Started.of(archiver, name()).trouble();
    }

    @Override
    public void stop() {
        if (archiver != null) {
            archiver.close();
            archiver = null;
        }
    }
}
