package io.rookery.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.ArchivedRows;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Eventually;
import io.rookery.archive.backend.Records;
import io.rookery.archive.backend.Shard;
import io.rookery.archive.ingest.Archiver;
import io.rookery.archive.log.KafkaMessageLog;
import io.rookery.archive.log.LogEnds;
import io.rookery.archive.log.LogSettings;
import io.rookery.archive.usage.UsageSink;
import io.rookery.routing.port.RecordFlags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErasuresTest {
    private static final Limits.Retention LIMITS = Limits.Retention.DEFAULT;

    private Database database;
    private ArchivedRows rows;
    private Instant now = Records.NOON.plusSeconds(1);
    private final OneOrder orders = new OneOrder();
    private final InstantSource clock = () -> now;

    @BeforeEach
    void open() throws Exception {
        database = Backends.database();
        rows = new ArchivedRows(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /// Keeps one order as a database would.
    private static final class OneOrder implements ErasureOrders {
        private Order order =
                new Order(
                        new UUID(0, 1),
                        Records.ACME,
                        "acme.test",
                        "juliet",
                        Records.NOON.plusSeconds(1),
                        Optional.empty(),
                        false,
                        List.of());
        private boolean finished;

        void keepFrom(Instant instant) {
            order = with(Optional.of(instant), order.erased(), order.logEnds());
        }

        private Order with(Optional<Instant> keepFrom, boolean erased, List<Long> ends) {
            return new Order(
                    order.id(),
                    order.tenant(),
                    order.domain(),
                    order.localpart(),
                    order.requestedAt(),
                    keepFrom,
                    erased,
                    ends);
        }

        @Override
        public List<Order> open(int limit) {
            return finished ? List.of() : List.of(order);
        }

        @Override
        public void erased(Order done) {
            order = with(order.keepFrom(), true, List.of());
        }

        @Override
        public void awaits(Order waiting, List<Long> ends) {
            order = with(order.keepFrom(), true, ends);
        }

        @Override
        public void finished(Order done) {
            finished = true;
        }
    }

    /// Says what it is told to.
    private static final class Progress implements Erasures.LogProgress {
        private List<Long> archived = List.of(0L, 0L);

        @Override
        public List<Long> ends() {
            return List.of(7L, 3L);
        }

        @Override
        public List<Long> archived() {
            return archived;
        }
    }

    private Erasures erasures(Erasures.LogProgress log) {
        return new Erasures(orders, new Erasure(database.app(), LIMITS), log, clock, LIMITS);
    }

    @Test
    void a_record_that_was_still_under_way_is_erased_once_the_archiver_has_passed_it()
            throws Exception {
        Progress log = new Progress();
        Erasures erasures = erasures(log);
        rows.message(Records.id(1));
        erasures.run();
        assertThat(count()).isZero();

        rows.message(Records.id(2));
        erasures.run();
        now = now.plus(LIMITS.settle());
        erasures.run();
        log.archived = List.of(7L, 2L);
        erasures.run();
        assertThat(count()).as("the archiver has not passed yet").isEqualTo(1);

        log.archived = List.of(7L, 3L);
        int finished = erasures.run();

        assertThat(finished).isEqualTo(1);
        assertThat(count()).isZero();
        assertThat(erasures.run()).isZero();
    }

    @Test
    void whoever_has_the_name_next_keeps_what_comes() throws Exception {
        Progress log = new Progress();
        log.archived = log.ends();
        Erasures erasures = erasures(log);
        erasures.run();
        Instant again = now.plusSeconds(10);
        orders.keepFrom(again);
        rows.message(Records.id(again.minusMillis(1), 1));
        rows.message(Records.id(again.plusMillis(1), 2));
        now = now.plus(LIMITS.settle());

        erasures.run();
        erasures.run();

        assertThat(database.rows("SELECT id FROM archive_message"))
                .containsExactly(Records.id(again.plusMillis(1), 2).toString());
    }

    @Test
    void one_that_was_begun_by_a_killed_node_is_gone_on_with() throws Exception {
        Progress log = new Progress();
        log.archived = log.ends();
        rows.message(Records.id(1));
        erasures(log).run();
        now = now.plus(LIMITS.settle()).plus(Duration.ofDays(1));

        erasures(log).run();
        int finished = erasures(log).run();

        assertThat(finished).isEqualTo(1);
    }

    @Test
    void the_log_and_the_archiver_say_how_far_they_are() throws Exception {
        LogSettings settings = Backends.log(2);
        ArchivedLog progress =
                new ArchivedLog(
                        new LogEnds(settings, Limits.DEFAULT.log()),
                        database.archiver(),
                        settings.accountsTopic());
        assertThat(progress.archived()).isEmpty();
        try (KafkaMessageLog log =
                        KafkaMessageLog.connect(settings, Limits.DEFAULT.log(), ArchiveMeter.NONE);
                Archiver archiver =
                        new Archiver(
                                settings,
                                "erasures",
                                database.archiver(),
                                UsageSink.NONE,
                                Limits.DEFAULT.ingest(),
                                ArchiveMeter.NONE)) {
            Shard shard = Shard.open(log, 1, "test");
            shard.write(
                    Records.stored(
                            shard.epoch(), Records.id(1), "romeo@acme.test", RecordFlags.ARCHIVE));

            assertThat(progress.ends()).containsExactly(0L, 2L);
            archiver.start();
            Eventually.holds("archived", () -> progress.archived().equals(List.of(0L, 2L)));
        }
        assertThat(count()).isEqualTo(1);
    }

    private long count() throws Exception {
        return database.number("SELECT count(*) FROM archive_message");
    }
}
