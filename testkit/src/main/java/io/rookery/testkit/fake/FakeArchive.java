package io.rookery.testkit.fake;

import com.google.protobuf.ByteString;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Preference;
import io.rookery.routing.wire.Stored;
import io.rookery.testkit.clock.Timeline;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Stanza;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Archiver and database in one: follows a log some way behind it, applies the counting rule, and
/// answers reads when it has come far enough.
public final class FakeArchive implements Archive {
    /// Order of ids: as unsigned bytes.
    public static final Comparator<UUID> BY_ID =
            (a, b) -> {
                int high =
                        Long.compareUnsigned(
                                a.getMostSignificantBits(), b.getMostSignificantBits());
                return high != 0
                        ? high
                        : Long.compareUnsigned(
                                a.getLeastSignificantBits(), b.getLeastSignificantBits());
            };

    private static final Duration READ_WAIT = Duration.ofSeconds(5);

    private final Timeline timeline;
    private final FakeLog log;
    private final Map<Owner, Rows> rows = new HashMap<>();
    private final Map<Integer, Follower> followers = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean down;

    /// @param lag longest time between a record's landing and its row
    public FakeArchive(Timeline timeline, FakeLog log, Duration lag) {
        this.timeline = timeline;
        this.log = log;
        log.watch(partition -> timeline.after(log.upTo(lag), () -> follow(partition)));
    }

    private record Owner(TenantId tenant, BareJid jid) {}

    private record Waiting(LogPosition position, Instant until, Runnable then, Runnable late) {}

    private static final class Follower {
        private final Counting rule = new Counting();
        private int next;
    }

    private static final class Rows {
        private final TreeMap<UUID, Row> archive = new TreeMap<>(BY_ID);
        private final TreeMap<UUID, Row> pending = new TreeMap<>(BY_ID);
        private final Map<UUID, Row> stored = new HashMap<>();
        private @Nullable ArchivePreferences preferences;
    }

    private record Row(Entry entry, Jid peer) {}

    /// Whether the database answers and takes rows at all.
    public void down(boolean isDown) {
        down = isDown;
        if (!isDown) {
            List.copyOf(followers.keySet()).forEach(this::follow);
        }
    }

    // ---- what tests look at

    /// Everything archived for `owner`, in order of ids.
    public List<Entry> all(TenantId tenant, BareJid owner) {
        return rows(tenant, owner).archive.values().stream().map(Row::entry).toList();
    }

    /// Everything pending for `owner`, in order of ids.
    public List<Entry> allPending(TenantId tenant, BareJid owner) {
        return rows(tenant, owner).pending.values().stream().map(Row::entry).toList();
    }

    // ---- the archiver

    private void follow(int partition) {
        Follower follower = followers.computeIfAbsent(partition, key -> new Follower());
        List<FakeLog.Entry> entries = log.entries(partition);
        while (!down && follower.next < entries.size()) {
            FakeLog.Entry entry = entries.get(follower.next++);
            if (follower.rule.counts(entry) && !entry.record().getOwner().isEmpty()) {
                apply(entry.record());
            }
        }
        release();
    }

    private void apply(LogRecord record) {
        Rows owner = rows(new TenantId(uuid(record.getTenant())), BareJid.parse(record.getOwner()));
        switch (record.getBodyCase()) {
            case STORED -> store(owner, record.getStored());
            case PENDING ->
                    record.getPending().getIdsList().stream()
                            .map(FakeArchive::uuid)
                            .forEach(id -> {
                                Row row = owner.stored.get(id);
                                if (row != null) {
                                    owner.pending.put(id, row);
                                }
                            });
            case TAKEN ->
                    record.getTaken().getIdsList().stream()
                            .map(FakeArchive::uuid)
                            .forEach(owner.pending::remove);
            case PREFERENCE -> owner.preferences = preferences(record.getPreference());
            case OPENING, OPENED, DETACHED, ENDED, BODY_NOT_SET -> {}
        }
    }

    private static void store(Rows owner, Stored stored) {
        UUID id = uuid(stored.getId());
        boolean archived = (stored.getFlags() & RecordFlags.ARCHIVE) != 0;
        Row row =
                new Row(
                        new Entry(
                                id,
                                Instant.ofEpochMilli(stored.getStampMillis()),
                                stored.getStanza(),
                                archived),
                        Jid.parse(stored.getPeer()));
        owner.stored.put(id, row);
        if (archived) {
            owner.archive.putIfAbsent(id, row);
        }
        if ((stored.getFlags() & RecordFlags.PENDING) != 0) {
            owner.pending.putIfAbsent(id, row);
        }
    }

    private static ArchivePreferences preferences(Preference preference) {
        return new ArchivePreferences(
                ArchivePreferences.Default.valueOf(
                        preference.getDefaultPolicy().toUpperCase(Locale.ROOT)),
                preference.getAlwaysList().stream().map(Jid::parse).collect(Collectors.toSet()),
                preference.getNeverList().stream().map(Jid::parse).collect(Collectors.toSet()));
    }

    // ---- reads

    @Override
    public CompletionStage<Page> query(Query query) {
        return read(query.position(), () -> page(query));
    }

    private Page page(Query query) {
        NavigableMap<UUID, Row> all = rows(query.tenant(), query.owner()).archive;
        Optional<UUID> missing =
                Stream.concat(
                                query.ids().stream(),
                                Stream.of(
                                                Optional.ofNullable(query.after()),
                                                Optional.ofNullable(query.before()),
                                                Optional.ofNullable(query.afterId()),
                                                Optional.ofNullable(query.beforeId()))
                                        .flatMap(Optional::stream))
                        .filter(id -> !all.containsKey(id))
                        .findFirst();
        if (missing.isPresent()) {
            return new Page(List.of(), false, -1, missing);
        }
        boolean whole = query.after() == null || query.counted() || query.max() == 0;
        NavigableMap<UUID, Row> from = whole ? all : all.tailMap(query.after(), false);
        List<Entry> matching =
                from.values().stream().filter(row -> matches(query, row)).map(Row::entry).toList();
        long count = query.counted() || query.max() == 0 ? matching.size() : -1;
        if (query.max() == 0) {
            return new Page(List.of(), matching.isEmpty(), count, missing);
        }
        List<Entry> left =
                matching.stream()
                        .filter(entry -> follows(entry.id(), query.after()))
                        .filter(entry -> precedes(entry.id(), query.before()))
                        .toList();
        boolean complete = left.size() <= query.max();
        boolean backwards = query.before() != null || query.lastPage();
        List<Entry> page =
                complete
                        ? left
                        : backwards
                                ? left.subList(left.size() - query.max(), left.size())
                                : left.subList(0, query.max());
        return new Page(page, complete, count, missing);
    }

    private static boolean matches(Query query, Row row) {
        Entry entry = row.entry();
        Jid with = query.with();
        return (with == null || with.equals(row.peer()) || with.equals(row.peer().bare()))
                && (query.start() == null || !entry.stamp().isBefore(query.start()))
                && (query.end() == null || !entry.stamp().isAfter(query.end()))
                && follows(entry.id(), query.afterId())
                && precedes(entry.id(), query.beforeId())
                && (query.ids().isEmpty() || query.ids().contains(entry.id()));
    }

    private static boolean follows(UUID id, @Nullable UUID other) {
        return other == null || BY_ID.compare(id, other) > 0;
    }

    private static boolean precedes(UUID id, @Nullable UUID other) {
        return other == null || BY_ID.compare(id, other) < 0;
    }

    @Override
    public CompletionStage<Optional<Bounds>> bounds(
            TenantId tenant, BareJid owner, LogPosition after) {
        return read(
                after,
                () -> {
                    List<Entry> all = all(tenant, owner);
                    return all.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Bounds(
                                            all.getFirst().id(),
                                            all.getFirst().stamp(),
                                            all.getLast().id(),
                                            all.getLast().stamp()));
                });
    }

    @Override
    public CompletionStage<List<Entry>> pending(
            TenantId tenant, BareJid owner, @Nullable UUID afterId, int limit, LogPosition after) {
        return read(
                after,
                () ->
                        allPending(tenant, owner).stream()
                                .filter(entry -> follows(entry.id(), afterId))
                                .limit(limit)
                                .toList());
    }

    @Override
    public CompletionStage<Integer> pendingCount(TenantId tenant, BareJid owner) {
        return read(new LogPosition(0, 0), () -> rows(tenant, owner).pending.size());
    }

    @Override
    public CompletionStage<Optional<ArchivePreferences>> preferences(
            TenantId tenant, BareJid owner, LogPosition after) {
        return read(after, () -> Optional.ofNullable(rows(tenant, owner).preferences));
    }

    private <T> CompletionStage<T> read(LogPosition position, Supplier<T> answer) {
        CompletableFuture<T> result = new CompletableFuture<>();
        timeline.execute(() -> {
            if (isThere(position)) {
                result.complete(answer.get());
                return;
            }
            waiting.add(
                    new Waiting(
                            position,
                            timeline.instant().plus(READ_WAIT),
                            () -> result.complete(answer.get()),
                            () ->
                                    result.completeExceptionally(
                                            new UnavailableException(
                                                    "archive: behind (expected: there)"))));
            timeline.after(READ_WAIT.plusMillis(1), this::release);
        });
        return result;
    }

    private void release() {
        if (waiting.isEmpty()) {
            return;
        }
        for (Waiting reader : List.copyOf(waiting)) {
            boolean there = isThere(reader.position());
            boolean late = timeline.instant().isAfter(reader.until());
            if ((there || late) && waiting.remove(reader)) {
                (there ? reader.then() : reader.late()).run();
            }
        }
    }

    private boolean isThere(LogPosition position) {
        Follower follower = followers.get(position.partition());
        return !down && (follower == null ? 0 : follower.next) >= position.nextOffset();
    }

    private Rows rows(TenantId tenant, BareJid owner) {
        return rows.computeIfAbsent(new Owner(tenant, owner), key -> new Rows());
    }

    /// The stanza of an entry.
    public static Stanza stanza(Entry entry) {
        return Envelopes.open(entry.stanza());
    }

    static UUID uuid(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
