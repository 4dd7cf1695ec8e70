package io.rookery.archive.bench;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import io.rookery.archive.backend.Shard;
import io.rookery.archive.ingest.Archiver;
import io.rookery.archive.log.KafkaMessageLog;
import io.rookery.archive.log.LogSettings;
import io.rookery.archive.query.JdbcArchive;
import io.rookery.archive.store.ArchiveKeys;
import io.rookery.archive.usage.UsageSink;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Prints how long a confirmation takes, how much an archiver writes, and what a page costs in an
/// archive of the given number of rows (default 1,000,000). Run it from the test classes.
public final class ArchiveBench {
    private static final int CONFIRMATIONS = 2_000;
    private static final int RECORDS = 100_000;
    private static final int PAGES = 500;

    private ArchiveBench() {}

    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        LogSettings settings = Backends.log(8);
        try (KafkaMessageLog log =
                        KafkaMessageLog.connect(settings, Limits.Log.DEFAULT, ArchiveMeter.NONE);
                Database database = Backends.database()) {
            Shard shard = Shard.open(log, 0, "bench");
            confirmations(shard);
            archiver(settings, database, shard);
            pages(database, rows);
        }
        System.exit(0);
    }

    private static void confirmations(Shard shard) throws Exception {
        long[] nanos = new long[CONFIRMATIONS];
        for (int i = 0; i < CONFIRMATIONS; i++) {
            long began = System.nanoTime();
            shard.write(message(shard, i));
            nanos[i] = System.nanoTime() - began;
        }
        print("append until durable, one at a time", nanos);
    }

    private static void archiver(LogSettings settings, Database database, Shard shard)
            throws Exception {
        long last = -1;
        for (int i = 0; i < RECORDS; i += 1_000) {
            for (int j = 0; j < 999; j++) {
                var _ = shard.partition().append(message(shard, CONFIRMATIONS + i + j));
            }
            last = shard.write(message(shard, CONFIRMATIONS + i + 999));
        }
        AtomicLong left = new AtomicLong(last + 1);
        CountDownLatch done = new CountDownLatch(1);
        ArchiveMeter meter =
                new ArchiveMeter() {
                    @Override
                    public void batch(int records, int written, Duration took) {
                        if (left.addAndGet(-records) <= 0) {
                            done.countDown();
                        }
                    }
                };
        long began = System.nanoTime();
        try (Archiver archiver =
                new Archiver(
                        settings,
                        "bench",
                        database.archiver(),
                        UsageSink.NONE,
                        Limits.Ingest.DEFAULT,
                        meter)) {
            archiver.start();
            done.await();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("archiver: %.0f records/s, start included%n", last / seconds);
    }

    private static void pages(Database database, int rows) throws Exception {
        long began = System.nanoTime();
        fill(database, rows);
        System.out.printf("filled %d rows in %.0f s%n", rows, (System.nanoTime() - began) / 1e9);
        try (JdbcArchive archive =
                new JdbcArchive(
                        database.app(),
                        "t",
                        InstantSource.fixed(Records.NOON),
                        Limits.Query.DEFAULT,
                        ArchiveMeter.NONE)) {
            UUID middle =
                    UUID.fromString(
                            database.rows(
                                            "SELECT id FROM archive_message WHERE owner ="
                                                    + " 'juliet@acme.test' ORDER BY id OFFSET "
                                                    + rows / 4
                                                    + " LIMIT 1")
                                    .getFirst());
            Instant start = Instant.ofEpochMilli(ArchiveKeys.millis(middle));
            measure(archive, "last page", null, null, null, true, false);
            measure(archive, "after, in the middle", null, null, middle, false, false);
            measure(archive, "since, in the middle", null, start, null, false, false);
            measure(archive, "with, last page", "rare@acme.test", null, null, true, false);
            measure(archive, "last page, counted", null, null, null, true, true);
        }
    }

    private static void measure(
            JdbcArchive archive,
            String name,
            @Nullable String with,
            @Nullable Instant start,
            @Nullable UUID after,
            boolean last,
            boolean counted)
            throws Exception {
        Archive.Query query =
                new Archive.Query(
                        Records.ACME,
                        BareJid.parse(Records.JULIET),
                        with == null ? null : Jid.parse(with),
                        start,
                        null,
                        null,
                        null,
                        List.of(),
                        after,
                        null,
                        last,
                        50,
                        counted,
                        new LogPosition(0, 0));
        long[] nanos = new long[PAGES];
        for (int i = 0; i < PAGES; i++) {
            long began = System.nanoTime();
            archive.query(query).toCompletableFuture().get(30, TimeUnit.SECONDS);
            nanos[i] = System.nanoTime() - began;
        }
        print(name, nanos);
    }

    /// Half of it JULIET's, the rest of ten thousand others; over thirty days.
    private static void fill(Database database, int rows) throws Exception {
        for (int from = 1; from <= rows; from += 500_000) {
            database.rows(
                    "postgres",
                    "INSERT INTO archive_message SELECT '"
                            + Records.ACME.value()
                            + "', CASE WHEN n % 2 = 0 THEN 'juliet@acme.test' ELSE 'u' || n % 10000"
                            + " || '@acme.test' END, (substr(archive_first_id(t)::text, 1, 14) ||"
                            + " '7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, t, false, 2, peer,"
                            + " NULL, CASE peer WHEN 'rare@acme.test' THEN "
                            + ArchiveKeys.peerHash("rare@acme.test")
                            + " ELSE n % 100 END, convert_to(repeat('x', 450), 'UTF8'), NULL FROM"
                            + " (SELECT n, now() + n * interval '2592000 seconds' / "
                            + rows
                            + " AS t, CASE WHEN n % 20000 = 0 THEN 'rare@acme.test' ELSE 'p' || n %"
                            + " 100 || '@acme.test' END AS peer FROM generate_series("
                            + from
                            + ", "
                            + Math.min(rows, from + 499_999)
                            + ") AS n) AS rows");
        }
        database.rows("postgres", "ANALYZE archive_message");
    }

    private static LogRecord message(Shard shard, int n) {
        return Records.stored(
                shard.epoch(), Records.id(n), "romeo@acme.test/orchard", RecordFlags.ARCHIVE);
    }

    private static void print(String name, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%-40s p50 %.2f ms, p99 %.2f ms%n",
                name, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }
}
