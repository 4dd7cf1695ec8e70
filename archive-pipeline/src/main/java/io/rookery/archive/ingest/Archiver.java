package io.rookery.archive.ingest;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.log.Clients;
import io.rookery.archive.log.CountingRule;
import io.rookery.archive.log.DeadLetters;
import io.rookery.archive.log.Entries;
import io.rookery.archive.log.LogSettings;
import io.rookery.archive.usage.UsageSink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Reads the topics of the log and writes what they come to into PostgreSQL, for ever.
///
/// Several share the partitions as a consumer group. The group only says who reads; where to read
/// is PostgreSQL's to say, so two that believe in the same partition do no harm.
public final class Archiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);
    private static final long JOIN_MILLIS = 15_000;

    /// Less than it takes to make Kafka's topics anew and to write as much as had been.
    private static final long SAME_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final LogSettings settings;
    private final String group;
    private final DataSource database;
    private final Limits.Ingest limits;
    private final ArchiveMeter meter;
    private final Intake intake;
    private final BatchWriter writer;
    private final Offsets offsets;
    private final DeadLetters deadLetters;
    private final SameLog same;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean healthy = true;
    private volatile String trouble = "";

    // Of the thread.
    private final Map<TopicPartition, Cursor> cursors = new HashMap<>();
    // What Kafka kept too short, to be put aside with the next batch of the partition.
    private final Map<TopicPartition, Rows.Rejected> gaps = new HashMap<>();
    private final Pause pause;
    private long partitionsDue = System.nanoTime();
    private long sameDue = System.nanoTime();
    private boolean another;

    /// An archiver that does nothing until [#start()].
    ///
    /// @param group name of the consumer group
    /// @param database connections with the archiver's role
    public Archiver(
            LogSettings settings,
            String group,
            DataSource database,
            UsageSink usage,
            Limits.Ingest limits,
            ArchiveMeter meter) {
        this.settings = settings;
        this.group = group;
        this.database = database;
        this.limits = limits;
        this.meter = meter;
        this.intake = new Intake(settings.accountsTopic(), limits);
        this.writer = new BatchWriter(database, usage, limits.statementTimeout());
        this.offsets = new Offsets(database);
        this.deadLetters = new DeadLetters(settings.bootstrap(), settings.deadLettersTopic());
        this.same = new SameLog(settings, database);
        this.pause = new Pause(limits.retryMin(), limits.retryMax());
        this.thread = Thread.ofPlatform().daemon().name("archiver").unstarted(this::run);
    }

    /// Begins to read.
    public void start() {
        thread.start();
    }

    /// False while PostgreSQL or Kafka keeps this archiver from its work.
    public boolean healthy() {
        return healthy;
    }

    /// What keeps it from its work, as it was first seen; empty while nothing does.
    public String trouble() {
        return healthy ? "" : trouble;
    }

    private void run() {
        while (!closed()) {
            try (Consumer<byte[], byte[]> consumer = Clients.member(settings, group, limits)) {
                cursors.clear();
                consumer.subscribe(
                        List.of(settings.accountsTopic(), settings.usageTopic()),
                        new Assignment(consumer));
                read(consumer);
            } catch (KafkaException e) {
                failed("Kafka", e);
                await(pause.left());
            } catch (RuntimeException e) {
                LOG.error("The archiver begins anew after a fault of its own", e);
                healthy = false;
                pause.lengthen();
                await(pause.left());
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        while (!closed()) {
            // Members of a group poll, even those who may read nothing.
            ConsumerRecords<byte[], byte[]> polled =
                    consumer.poll(pause.over() ? limits.pollWait() : pause.left());
            if (!pause.over()) {
                continue;
            }
            try {
                ensurePartitions();
                if (!isSameLog()) {
                    halt(consumer);
                    continue;
                }
                Set<TopicPartition> lacking = position(consumer);
                if (!polled.isEmpty()) {
                    write(consumer, polled, lacking);
                }
                recovered(consumer);
                if (!polled.isEmpty() && polled.count() < limits.smallBatch()) {
                    await(limits.gather());
                }
            } catch (SQLException e) {
                failed("PostgreSQL", e);
                halt(consumer);
            }
        }
    }

    /// What was polled is read again, from where PostgreSQL says.
    private void halt(Consumer<byte[], byte[]> consumer) {
        consumer.pause(consumer.assignment());
        cursors.clear();
        pause.lengthen();
    }

    /// False while the log is another than the one that PostgreSQL has records of, or that is not
    /// known: a place in the one is none in the other.
    private boolean isSameLog() throws SQLException {
        if (System.nanoTime() - sameDue < 0) {
            return true;
        }
        try {
            SameLog.Seen seen = same.look();
            intake.generation(seen.generation());
            if (seen.others().isEmpty()) {
                another = false;
                sameDue = System.nanoTime() + SAME_EVERY_NANOS;
                return true;
            }
            if (!another) {
                LOG.error(
                        "Nothing is archived: {}; docs/operations.md says what to do",
                        String.join(", and ", seen.others()));
                trouble = String.join(", and ", seen.others());
                another = true;
                healthy = false;
                meter.paused(true);
            }
        } catch (KafkaException e) {
            failed("Kafka", e);
        }
        return false;
    }

    private void ensurePartitions() throws SQLException {
        if (System.nanoTime() - partitionsDue < 0) {
            return;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT archive_ensure_partitions(?)")) {
            connection.setAutoCommit(true);
            statement.setInt(1, limits.monthsAhead());
            statement.executeQuery().close();
        }
        partitionsDue = System.nanoTime() + limits.partitionsEvery().toNanos();
    }

    /// Finds the place in partitions that have none; gives those, whose polled records are not to
    /// be written.
    private Set<TopicPartition> position(Consumer<byte[], byte[]> consumer) throws SQLException {
        Set<TopicPartition> lacking = new HashSet<>(consumer.assignment());
        lacking.removeAll(cursors.keySet());
        if (lacking.isEmpty()) {
            return lacking;
        }
        Map<TopicPartition, Long> first = consumer.beginningOffsets(lacking);
        Map<TopicPartition, Cursor> found = offsets.read(first);
        // Asked last: another archiver may be moving on, but never beyond the end.
        Map<TopicPartition, Long> end = consumer.endOffsets(lacking);
        found.forEach((partition, cursor) ->
                position(
                        consumer,
                        partition,
                        cursor,
                        first.getOrDefault(partition, 0L),
                        end.getOrDefault(partition, 0L)));
        return lacking;
    }

    private void position(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Cursor cursor,
            long first,
            long end) {
        Cursor from = cursor;
        if (cursor.next() > end) {
            LOG.error(
                    "{} ends at {}, and was archived up to {}: Kafka has lost its end, which"
                            + " PostgreSQL has; reading it again from its beginning at {}",
                    partition,
                    end,
                    cursor.next(),
                    first);
            from = new Cursor(cursor.committed(), first, CountingRule.anywhere());
        } else if (cursor.next() < first) {
            LOG.error(
                    "{}: records {} to {} are gone from Kafka and were never archived",
                    partition,
                    cursor.next(),
                    first - 1);
            gaps.put(
                    partition,
                    new Rows.Rejected(
                            partition,
                            cursor.next(),
                            "records %d to %d were gone from Kafka before they were archived"
                                    .formatted(cursor.next(), first - 1),
                            new byte[0],
                            new byte[0]));
            from = new Cursor(cursor.committed(), first, CountingRule.anywhere());
        }
        cursors.put(partition, from);
        consumer.seek(partition, from.next());
        consumer.resume(Set.of(partition));
    }

    private void write(
            Consumer<byte[], byte[]> consumer,
            ConsumerRecords<byte[], byte[]> polled,
            Set<TopicPartition> lacking)
            throws SQLException {
        long began = System.nanoTime();
        Batch batch = new Batch();
        for (TopicPartition partition : polled.partitions()) {
            Cursor cursor = cursors.get(partition);
            if (cursor != null && !lacking.contains(partition)) {
                intake.take(batch, partition, cursor, polled.records(partition));
            }
        }
        try {
            if (batch.records() > 0) {
                commit(batch, began);
            }
            batch.rewritten.forEach(partition -> reread(consumer, partition));
        } catch (SQLException | IllegalArgumentException e) {
            if (e instanceof SQLException sql && !isDataFault(sql)) {
                throw sql;
            }
            LOG.warn("A batch holds what cannot be stored; writing its records one by one", e);
            writeSingly(polled, lacking);
        }
    }

    /// Kafka had lost the end of a partition, and has grown beyond it since: what came in its place
    /// was passed over. What PostgreSQL has already is not written a second time.
    private void reread(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        Cursor cursor = cursors.get(partition);
        if (cursor == null) {
            return;
        }
        long first = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        LOG.error(
                "{}: what lies before {} is not what was archived, Kafka had lost its end; reading"
                        + " it again from its beginning at {}",
                partition,
                cursor.next(),
                first);
        cursors.put(partition, new Cursor(cursor.committed(), first, CountingRule.anywhere()));
        consumer.seek(partition, first);
    }

    private void commit(Batch batch, long began) throws SQLException {
        Set<TopicPartition> moved = batch.committed().keySet();
        moved.stream().map(gaps::get).filter(Objects::nonNull).forEach(batch.rejected::add);
        if (!batch.rejected.isEmpty()) {
            // First, so that nothing passes an offset without being there; an archiver that dies
            // between the two puts it aside again, under the same key.
            deadLetters.park(batch.rejected.stream().map(Archiver::parked).toList());
        }
        Set<TopicPartition> superseded = writer.write(batch);
        if (!superseded.isEmpty()) {
            for (TopicPartition partition : superseded) {
                LOG.info("{}: another archiver has moved on, reading its position", partition);
                meter.superseded(partition.topic(), partition.partition());
            }
            // Nothing of the batch was written, whatever partition it is of.
            cursors.keySet().removeAll(batch.committed().keySet());
            return;
        }
        cursors.putAll(batch.committed());
        gaps.keySet().removeAll(moved);
        intake.committed(batch);
        batch.rejected.forEach(row -> {
            meter.rejected(row.partition().topic());
            LOG.atError()
                    .addKeyValue("topic", row.partition().topic())
                    .addKeyValue("partition", row.partition().partition())
                    .addKeyValue("offset", row.offset())
                    .addKeyValue("tenant", Entries.tenant(row.value()))
                    .log("record put aside: {}", row.reason());
        });
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        meter.batch(batch.records(), batch.rows(), took);
        batch.followed.forEach(
                each -> meter.written(each.trace(), each.key().tenant(), each.key().owner(), took));
        if (batch.uncounted > 0) {
            meter.uncounted(settings.accountsTopic(), batch.uncounted);
        }
        if (batch.newestMillis > 0) {
            meter.written(Instant.ofEpochMilli(batch.newestMillis));
        }
    }

    private static DeadLetters.Parked parked(Rows.Rejected row) {
        return new DeadLetters.Parked(
                row.partition().topic(),
                row.partition().partition(),
                row.offset(),
                row.recordKey(),
                row.value(),
                row.reason());
    }

    private void writeSingly(ConsumerRecords<byte[], byte[]> polled, Set<TopicPartition> lacking)
            throws SQLException {
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> entry : polled.records(partition)) {
                Cursor cursor = cursors.get(partition);
                if (cursor == null || lacking.contains(partition)) {
                    break;
                }
                if (entry.offset() >= cursor.next()) {
                    writeOne(partition, cursor, entry);
                }
            }
        }
    }

    private void writeOne(
            TopicPartition partition, Cursor cursor, ConsumerRecord<byte[], byte[]> entry)
            throws SQLException {
        Batch batch = new Batch();
        intake.take(batch, partition, cursor, List.of(entry));
        if (!batch.rewritten.isEmpty()) {
            // Seen again with the next batch.
            cursors.remove(partition);
            return;
        }
        try {
            commit(batch, System.nanoTime());
        } catch (SQLException | IllegalArgumentException e) {
            if (e instanceof SQLException sql && !isDataFault(sql)) {
                throw sql;
            }
            aside(entry).setCause(e).log("record put aside: it cannot be stored");
            Batch aside = new Batch();
            intake.reject(aside, partition, cursor, entry, "not stored: " + e.getMessage());
            commit(aside, System.nanoTime());
        }
    }

    private static LoggingEventBuilder aside(ConsumerRecord<byte[], byte[]> entry) {
        return LOG.atError()
                .addKeyValue("topic", entry.topic())
                .addKeyValue("partition", entry.partition())
                .addKeyValue("offset", entry.offset())
                .addKeyValue("tenant", Entries.tenant(entry.value()));
    }

    /// Class 22 data exception, 23 constraint violation, 54 a limit of PostgreSQL: the same record
    /// would fail for ever.
    private static boolean isDataFault(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }

    private void failed(String what, Exception e) {
        if (closed()) {
            return;
        }
        if (healthy) {
            LOG.warn("{} is away, the archiver waits and tries again: {}", what, e.getMessage());
            trouble = what + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            healthy = false;
            meter.paused(true);
        } else {
            LOG.debug("{} is still away", what, e);
        }
        pause.lengthen();
    }

    private void recovered(Consumer<byte[], byte[]> consumer) {
        pause.end();
        if (!healthy) {
            LOG.info("The archiver goes on");
            healthy = true;
            meter.paused(false);
        }
        for (TopicPartition partition : cursors.keySet()) {
            consumer.currentLag(partition)
                    .ifPresent(lag -> meter.lag(partition.topic(), partition.partition(), lag));
        }
    }

    private void await(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /// Stops after the batch at hand.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        same.close();
    }

    /// Keeps new partitions still until PostgreSQL has said where to read them.
    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Assignment(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            // Any place: without one the client would ask Kafka for it.
            partitions.forEach(partition -> consumer.seek(partition, 0));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            cursors.keySet().removeAll(partitions);
        }
    }
}
