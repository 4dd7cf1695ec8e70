package io.rookery.routing.shard;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Opened;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Opens one shard on this node in three steps (docs/protocol.md §6) and tells its accounts when it
/// is open. Begins when its partition is being opened, is thrown away when that is lost. Confined
/// to one thread.
///
/// @param <G> how gateways are told apart
/// @param <A> how accounts are reached
public final class ShardOwner<G, A> {
    private final int shard;
    private final MessageLog.Partition partition;
    private final Outside<G, A> outside;
    private final Map<String, A> accounts = new LinkedHashMap<>();
    private final Set<String> torn = new HashSet<>();
    private final ShardReplay replay = new ShardReplay();
    private final Set<G> unanswered = new LinkedHashSet<>();
    private final List<Attendance> attendances = new ArrayList<>();
    private Set<G> gateways;
    private long epoch;
    private @Nullable OpenShard open;
    private boolean ready;

    /// What it makes happen.
    public interface Outside<G, A> {
        /// Asks a gateway for its sessions of the shard; the answer comes to [#answered], or
        /// [#gatewayGone] does.
        void callRoll(G gateway, long epoch);

        /// [#rollCallOver] is due after the roll-call's time, counted from now.
        void startRollCall();

        /// It is not due any more.
        void stopRollCall();

        /// The shard is open: [#tailPassed] is due after the tail's time. `missing` did not answer.
        void opened(long epoch, int sessions, Collection<G> missing);

        /// Tells an account that the shard is open.
        void tell(A account, OpenShard shard, List<LogRecord> tail, List<Attendance> attendances);

        /// Starts an account whose sessions answered.
        void wake(String entityId);

        /// A record could not be written: the shard is lost.
        void failed();
    }

    /// @param gateways that are up now
    public ShardOwner(
            int shard, MessageLog.Partition partition, Set<G> gateways, Outside<G, A> outside) {
        this.shard = shard;
        this.partition = partition;
        this.gateways = new LinkedHashSet<>(gateways);
        this.outside = outside;
    }

    /// An account of the shard has started and waits for it to open.
    public void join(String entityId, A account) {
        accounts.put(entityId, account);
        if (!ready) {
            return;
        }
        if (torn.remove(entityId)) {
            // The account died without leaving: its edges still hold sessions it knows nothing of.
            ready = false;
            callRoll();
        } else {
            tellOpened(entityId, account);
        }
    }

    /// An account has stopped; `clean` when it held nothing.
    public void left(String entityId, A account, boolean clean) {
        if (accounts.remove(entityId, account) && !clean) {
            torn.add(entityId);
        }
    }

    /// A record of the replay.
    public void replayed(MessageLog.Positioned record) {
        replay.add(record);
    }

    /// The opening is in the log and the replay complete.
    ///
    /// @param whole the replay has everything that the shard's log ever had
    public void fenced(long openedAt, boolean whole) {
        replay.complete(whole);
        epoch = openedAt;
        open = new OpenShard(shard, epoch, partition, replay.greatestId(), outside::failed);
        callRoll();
    }

    private void callRoll() {
        attendances.clear();
        unanswered.clear();
        unanswered.addAll(gateways);
        gateways.forEach(gateway -> outside.callRoll(gateway, epoch));
        outside.startRollCall();
        if (unanswered.isEmpty()) {
            rollCallOver();
        }
    }

    /// A gateway has answered the roll-call of `calledUnder`.
    public void answered(G gateway, long calledUnder, List<Attendance> present) {
        if (calledUnder == epoch && !ready && unanswered.contains(gateway)) {
            attendances.addAll(present);
            gatewayGone(gateway);
        }
    }

    /// A gateway will not answer.
    public void gatewayGone(G gateway) {
        unanswered.remove(gateway);
        if (!ready && open != null && unanswered.isEmpty()) {
            rollCallOver();
        }
    }

    /// The gateways that are up now; a roll-call under way goes on with those it asked.
    public void gatewaysNow(Set<G> now) {
        gateways = new LinkedHashSet<>(now);
    }

    /// The roll-call has taken long enough.
    public void rollCallOver() {
        OpenShard shardNow = open;
        if (ready || shardNow == null) {
            return;
        }
        outside.stopRollCall();
        List<LogRecord.Builder> repairs = replay.repairs(attendances);
        shardNow.atLeast(replay.greatestId());
        for (LogRecord.Builder record : repairs) {
            shardNow.append(record, position -> {});
        }
        shardNow.appendLast(LogRecord.newBuilder().setOpened(Opened.newBuilder().setEpoch(epoch)));
        ready = true;
        outside.opened(epoch, attendances.size(), List.copyOf(unanswered));
        wakeAttended();
        new LinkedHashMap<>(accounts).forEach(this::tellOpened);
    }

    /// Accounts whose sessions answered the roll-call, or wait for their clients, must take them
    /// back though nobody writes to them.
    private void wakeAttended() {
        Stream.concat(
                        attendances.stream().map(attendance -> attendance.account().entityId()),
                        replay.withSnapshots().stream())
                .filter(entityId -> !accounts.containsKey(entityId))
                .distinct()
                .forEach(outside::wake);
    }

    private void tellOpened(String entityId, A account) {
        OpenShard shardNow = open;
        if (shardNow == null) {
            return;
        }
        AccountId id = AccountId.parse(entityId);
        List<Attendance> own =
                attendances.stream().filter(attendance -> attendance.account().equals(id)).toList();
        attendances.removeAll(own);
        outside.tell(account, shardNow, replay.of(entityId), own);
        replay.told(entityId);
    }

    /// Nobody asks for what the tail held at the opening any more.
    public void tailPassed() {
        replay.forget();
        attendances.clear();
    }

    /// The shard's accounts that run here.
    public Collection<A> accounts() {
        return List.copyOf(accounts.values());
    }

    /// Ends it: the partition is closed, nothing is written.
    public void close() {
        partition.close();
    }
}
