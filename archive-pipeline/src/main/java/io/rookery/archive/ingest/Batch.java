package io.rookery.archive.ingest;

import io.rookery.archive.usage.UsageEvent;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.Preference;
import io.rookery.xmpp.stanza.Trace;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/// What a number of records come to: rows to write, and the cursors after them. For one thread.
final class Batch {
    final List<Rows.Message> messages = new ArrayList<>();
    // A message is in one of the two, by the last record about it.
    final Map<Rows.Key, Rows.Pending> pending = new LinkedHashMap<>();
    final Set<Rows.Key> taken = new LinkedHashSet<>();
    final Map<Rows.Owner, Preference> preferences = new LinkedHashMap<>();
    final UsageSums sums = new UsageSums();
    // What is not summed: of subjects, and of samples, which have names of their own.
    final List<UsageEvent> usage = new ArrayList<>();
    final List<Rows.Rejected> rejected = new ArrayList<>();

    /// Accounts first counted active by this batch.
    final Set<Active> active = new HashSet<>();

    private final Map<TopicPartition, Cursor> cursors = new HashMap<>();
    private int records;

    /// Of messages that are followed: nearly always empty.
    final List<Followed> followed = new ArrayList<>();

    /// An account that was active in a month.
    record Active(YearMonth month, TenantId tenant, String owner) {}

    record Followed(Trace trace, Rows.Key key) {}

    /// Partitions whose past is not what was read: behind what is in this batch nothing was taken.
    final Set<TopicPartition> rewritten = new HashSet<>();

    /// Records that do not count.
    int uncounted;

    /// When the brokers took the newest record, in milliseconds.
    long newestMillis;

    /// All that is counted.
    List<UsageEvent> usage() {
        List<UsageEvent> all = new ArrayList<>(usage);
        all.addAll(sums.events());
        return all;
    }

    void add(Rows.Key key, Rows.Pending row) {
        taken.remove(key);
        pending.putIfAbsent(key, row);
    }

    void take(Rows.Key key) {
        pending.remove(key);
        taken.add(key);
    }

    /// `read` more records of `partition` are in this batch, which moves it to `after`.
    void moved(TopicPartition partition, Cursor after, int read) {
        cursors.put(partition, after);
        records += read;
    }

    /// Moves of offsets, in one order for all archivers, so that none waits for another in a
    /// circle.
    List<Rows.Move> moves() {
        return cursors.entrySet().stream()
                .map(entry -> move(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparing((Rows.Move move) -> move.partition().topic())
                                .thenComparingInt(move -> move.partition().partition()))
                .toList();
    }

    private static Rows.Move move(TopicPartition partition, Cursor after) {
        return new Rows.Move(
                partition,
                after.committed(),
                after.next(),
                after.rule().epoch(),
                after.rule().number());
    }

    /// The cursors once this batch is committed.
    Map<TopicPartition, Cursor> committed() {
        Map<TopicPartition, Cursor> committed = new HashMap<>();
        cursors.forEach((partition, cursor) ->
                committed.put(partition, new Cursor(cursor.next(), cursor.next(), cursor.rule())));
        return committed;
    }

    int records() {
        return records;
    }

    int rows() {
        return messages.size()
                + pending.size()
                + taken.size()
                + preferences.size()
                + usage.size()
                + sums.size()
                + rejected.size();
    }
}
