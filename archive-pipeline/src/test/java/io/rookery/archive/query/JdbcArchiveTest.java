package io.rookery.archive.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.ArchivedRows;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.UnavailableException;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcArchiveTest {
    private static final BareJid JULIET = BareJid.parse(Records.JULIET);
    private static final LogPosition NOTHING = new LogPosition(0, 0);
    private static final String TOPIC = "accounts";
    private static final List<String> PEERS =
            List.of(
                    "romeo@acme.test/orchard",
                    "romeo@acme.test/phone",
                    "romeo@acme.test",
                    "nurse@acme.test/kitchen",
                    "acme.test");

    private Database database;
    private ArchivedRows rows;
    private JdbcArchive archive;

    @BeforeEach
    void open() throws Exception {
        database = Backends.database();
        rows = new ArchivedRows(database);
        archive = archive(Limits.Query.DEFAULT);
    }

    @AfterEach
    void close() {
        archive.close();
        database.close();
    }

    private JdbcArchive archive(Limits.Query limits) {
        return new JdbcArchive(
                database.app(),
                TOPIC,
                InstantSource.fixed(Records.NOON),
                limits,
                ArchiveMeter.NONE);
    }

    @Test
    void every_combination_of_filters_and_paging_is_answered_as_by_the_model() throws Exception {
        SplittableRandom random = new SplittableRandom(20261122);
        List<Model.Message> messages = filled(random);
        Model model = new Model(messages);

        for (int i = 0; i < 600; i++) {
            Archive.Query query = anyQuery(random, messages);

            assertThat(Model.Answer.of(page(query)))
                    .as("query %s: %s", i, query)
                    .isEqualTo(model.answer(query));
        }
    }

    @Test
    void pages_after_the_last_id_go_through_the_archive_once() throws Exception {
        List<Model.Message> messages = filled(new SplittableRandom(7));
        List<UUID> read = new ArrayList<>();
        Optional<UUID> last = Optional.empty();
        boolean complete = false;
        while (!complete) {
            Asked asked = new Asked().max(7);
            last.ifPresent(asked::after);
            Archive.Page page = page(asked.query());
            page.entries().forEach(entry -> read.add(entry.id()));
            last = Optional.of(read.getLast());
            complete = page.complete();
        }

        assertThat(read)
                .containsExactlyElementsOf(
                        messages.stream().map(Model.Message::id).sorted().toList());
    }

    @Test
    void entry_is_as_it_was_stored() throws Exception {
        UUID id = Records.id(3);
        rows.message(id);

        Archive.Entry entry = page(new Asked().query()).entries().getFirst();

        assertThat(entry)
                .isEqualTo(
                        new Archive.Entry(
                                id, Records.NOON.plusMillis(3), Records.stanza(id), true));
    }

    @Test
    void other_accounts_and_tenants_archives_are_not_seen() throws Exception {
        rows.message(Records.id(1));
        rows.message(Records.ACME, "romeo@acme.test", Records.id(2), Records.NOON, "x@acme.test");
        rows.message(Records.OTHER, Records.JULIET, Records.id(3), Records.NOON, "x@acme.test");

        assertThat(page(new Asked().query()).entries()).hasSize(1);
        assertThat(page(new Asked().after(Records.id(3)).query()).missing())
                .contains(Records.id(3));
    }

    @Test
    void matches_beyond_the_cap_are_not_counted() throws Exception {
        Limits.Query usual = Limits.Query.DEFAULT;
        for (int i = 0; i < 12; i++) {
            rows.message(Records.id(i));
        }
        try (JdbcArchive counting =
                archive(
                        new Limits.Query(
                                usual.readWait(),
                                usual.pollMin(),
                                usual.pollMax(),
                                usual.statementTimeout(),
                                usual.concurrent(),
                                5,
                                usual.ids(),
                                10))) {
            Archive.Page page = get(counting.query(new Asked().counted().max(100).query()));
            assertThat(page.count()).isEqualTo(-1);
            // Nor is a page larger than the largest.
            assertThat(page.entries()).hasSize(5);
            assertThat(page.complete()).isFalse();

            Asked few = new Asked().counted().beforeId(Records.id(10));
            assertThat(get(counting.query(few.query())).count()).isEqualTo(10);
        }
    }

    @Test
    void too_many_ids_are_a_mistake() {
        List<UUID> many = new ArrayList<>();
        for (int i = 0; i <= Limits.Query.DEFAULT.ids(); i++) {
            many.add(Records.id(i));
        }

        assertThatThrownBy(() -> page(new Asked().ids(many).query()))
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ids: 251 (expected: at most 250)");
    }

    @Test
    void extreme_instants_are_answered() throws Exception {
        rows.message(Records.id(1));

        assertThat(page(new Asked().start(Instant.MIN).end(Instant.MAX).query()).entries())
                .hasSize(1);
        assertThat(page(new Asked().start(Instant.MAX).query()).entries()).isEmpty();
        assertThat(page(new Asked().end(Instant.MIN).query()).entries()).isEmpty();
    }

    @Test
    void bounds_are_the_first_and_the_last_entry() throws Exception {
        assertThat(get(archive.bounds(Records.ACME, JULIET, NOTHING))).isEmpty();
        rows.message(Records.id(5));
        rows.message(Records.id(2));
        rows.message(Records.id(9));

        assertThat(get(archive.bounds(Records.ACME, JULIET, NOTHING)))
                .contains(
                        new Archive.Bounds(
                                Records.id(2),
                                Records.NOON.plusMillis(2),
                                Records.id(9),
                                Records.NOON.plusMillis(9)));
    }

    @Test
    void pending_messages_come_from_their_rows_or_the_archive() throws Exception {
        rows.message(Records.id(1));
        rows.pending(Records.id(1), true);
        rows.pending(Records.id(2), false);
        rows.pending(Records.id(3), false, Records.NOON.minusSeconds(1));
        rows.pending(Records.id(4), false, Records.NOON.plusSeconds(1));
        // Nobody has its stanza any more.
        rows.pending(Records.id(5), true);

        assertThat(pending(null, 10)).containsExactly(entry(1), entry(2, false), entry(4, false));
        assertThat(pending(Records.id(1), 1)).containsExactly(entry(2, false));
        assertThat(get(archive.pendingCount(Records.ACME, JULIET))).isEqualTo(3);
        assertThat(get(archive.pendingCount(Records.OTHER, JULIET))).isZero();
    }

    @Test
    void preferences_are_as_they_were_set() throws Exception {
        assertThat(get(archive.preferences(Records.ACME, JULIET, NOTHING))).isEmpty();
        database.rows(
                "INSERT INTO archive_preference VALUES ('"
                        + Records.ACME.value()
                        + "', 'juliet@acme.test', 'roster', '{romeo@acme.test,a@b.test/c}', '{}')"
                        + " RETURNING 1");

        assertThat(get(archive.preferences(Records.ACME, JULIET, NOTHING)))
                .contains(
                        new Archive.ArchivePreferences(
                                Archive.ArchivePreferences.Default.ROSTER,
                                Set.of(Jid.parse("romeo@acme.test"), Jid.parse("a@b.test/c")),
                                Set.of()));
    }

    @Test
    void read_waits_until_the_archiver_has_passed_what_the_account_wrote() throws Exception {
        offset(3, 41);
        CompletionStage<Archive.Page> asked =
                archive.query(new Asked().position(new LogPosition(3, 42)).query());
        assertThat(get(archive.query(new Asked().position(new LogPosition(3, 41)).query())).count())
                .isEqualTo(-1);
        assertThat(asked.toCompletableFuture()).isNotDone();

        rows.message(Records.id(1));
        offset(3, 42);

        assertThat(get(asked).entries()).hasSize(1);
    }

    @Test
    void read_that_waits_too_long_is_told_so() throws Exception {
        try (JdbcArchive hasty = archive(hasty(10))) {
            assertUnavailable(
                    hasty.query(new Asked().position(new LogPosition(9, 1)).query()),
                    "archiver: at 0 of shard 9");
        }
    }

    @Test
    void read_over_the_number_of_places_fails_at_once() throws Exception {
        try (JdbcArchive small = archive(hasty(1))) {
            CompletionStage<Archive.Page> waiting =
                    small.query(new Asked().position(new LogPosition(9, 1)).query());

            assertUnavailable(small.query(new Asked().query()), "reads: 1 already");
            assertUnavailable(waiting, "archiver");
        }
    }

    @Test
    void database_that_is_down_is_told_quickly_and_read_again_when_it_is_back() throws Exception {
        rows.message(Records.id(1));
        page(new Asked().query());

        database.line().cut();
        long began = System.nanoTime();
        assertUnavailable(archive.query(new Asked().query()), "archive");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

        database.line().mend();
        assertThat(page(new Asked().query()).entries()).hasSize(1);
    }

    @Test
    void database_that_hangs_does_not_hang_its_readers() throws Exception {
        try (JdbcArchive hasty = archive(hasty(10))) {
            get(hasty.query(new Asked().query()));

            database.line().freeze();
            assertUnavailable(hasty.query(new Asked().query()), "archive");
        }
        database.line().mend();
    }

    @Test
    void closed_archive_answers_nobody() {
        archive.close();

        assertThatThrownBy(() -> page(new Asked().query()))
                .hasCauseInstanceOf(UnavailableException.class);
    }

    private static Limits.Query hasty(int concurrent) {
        return new Limits.Query(
                Duration.ofMillis(400),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(800),
                concurrent,
                100,
                10,
                100);
    }

    /// Messages over four months, some with stamps far from their ids.
    private List<Model.Message> filled(SplittableRandom random) throws Exception {
        List<Model.Message> messages = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Instant at = Records.NOON.plus(Duration.ofHours(24L * (i - 60)));
            UUID id = Records.id(at, i);
            Instant stamp =
                    random.nextInt(8) == 0 ? at.minus(Duration.ofDays(random.nextInt(90))) : at;
            String peer = PEERS.get(random.nextInt(PEERS.size()));
            rows.message(Records.ACME, Records.JULIET, id, stamp, peer);
            messages.add(new Model.Message(id, stamp, Jid.parse(peer)));
        }
        return messages;
    }

    private static Archive.Query anyQuery(SplittableRandom random, List<Model.Message> messages) {
        Asked asked = new Asked().max(random.nextInt(5) == 0 ? 0 : random.nextInt(1, 40));
        if (random.nextInt(3) == 0) {
            asked.with(PEERS.get(random.nextInt(PEERS.size())));
        }
        if (random.nextInt(3) == 0) {
            asked.start(anyInstant(random, messages));
        }
        if (random.nextInt(3) == 0) {
            asked.end(anyInstant(random, messages));
        }
        if (random.nextInt(4) == 0) {
            asked.afterId(anyId(random, messages));
        }
        if (random.nextInt(4) == 0) {
            asked.beforeId(anyId(random, messages));
        }
        if (random.nextInt(5) == 0) {
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(messages.get(random.nextInt(messages.size())).id());
            }
            if (random.nextInt(4) == 0) {
                ids.add(Records.id(-1));
            }
            asked.ids(ids);
        }
        switch (random.nextInt(5)) {
            case 0 -> asked.after(anyId(random, messages));
            case 1 -> asked.before(anyId(random, messages));
            case 2 -> asked.lastPage();
            case 3 -> asked.after(anyId(random, messages)).before(anyId(random, messages));
            default -> asked.max(random.nextInt(1, 200));
        }
        return random.nextBoolean() ? asked.counted().query() : asked.query();
    }

    private static UUID anyId(SplittableRandom random, List<Model.Message> messages) {
        return random.nextInt(12) == 0
                ? Records.id(-2)
                : messages.get(random.nextInt(messages.size())).id();
    }

    private static Instant anyInstant(SplittableRandom random, List<Model.Message> messages) {
        Instant stamp = messages.get(random.nextInt(messages.size())).stamp();
        return stamp.plusMillis(random.nextInt(-1, 2));
    }

    private List<Archive.Entry> pending(@Nullable UUID afterId, int limit) throws Exception {
        return get(archive.pending(Records.ACME, JULIET, afterId, limit, NOTHING));
    }

    private static Archive.Entry entry(int n) {
        return entry(n, true);
    }

    private static Archive.Entry entry(int n, boolean archived) {
        return new Archive.Entry(
                Records.id(n), Records.NOON.plusMillis(n), Records.stanza(Records.id(n)), archived);
    }

    private void offset(int partition, long next) throws Exception {
        database.rows(
                "INSERT INTO archiver_offset VALUES ('"
                        + TOPIC
                        + "', "
                        + partition
                        + ", "
                        + next
                        + ", 0, 0) ON CONFLICT (topic, partition) DO UPDATE SET next_offset = "
                        + next
                        + " RETURNING 1");
    }

    private Archive.Page page(Archive.Query query) throws Exception {
        return get(archive.query(query));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void assertUnavailable(CompletionStage<?> stage, String message) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(UnavailableException.class)
                .hasMessageContaining(message);
    }
}
