package io.rookery.testkit.world;

import io.rookery.routing.account.Account;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.shard.OpenShard;
import io.rookery.routing.wire.LogRecord;
import io.rookery.testkit.clock.Timeline;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs one [Account] once its shard is open and its domain's policy known: what the cluster's
/// entity is, without Pekko.
final class AccountHost {
    private static final int STASH = 1_000;

    private final CoreNode core;
    private final AccountId id;
    private final ArrayDeque<ToAccount> stash = new ArrayDeque<>();
    private @Nullable Opened opened;
    private Optional<DomainPolicy> policy = Optional.empty();
    private boolean policyKnown;
    private @Nullable Account account;
    private Timeline.@Nullable Timer idle;
    private boolean stopped;

    private record Opened(OpenShard shard, List<LogRecord> tail, List<Attendance> attendances) {}

    AccountHost(CoreNode core, AccountId id) {
        this.core = core;
        this.id = id;
    }

    AccountId account() {
        return id;
    }

    String entityId() {
        return id.entityId();
    }

    void start() {
        core.world
                .directory()
                .find(id.jid().domain())
                .whenComplete((found, failure) -> core.lifeline().run(() -> policyFound(found)));
    }

    private void policyFound(Optional<DomainPolicy> found) {
        policy = found.filter(p -> p.tenant().equals(id.tenant()));
        policyKnown = true;
        begin();
    }

    void opened(OpenShard shard, List<LogRecord> tail, List<Attendance> attendances) {
        opened = new Opened(shard, tail, attendances);
        begin();
    }

    void receive(ToAccount message) {
        Account running = account;
        if (running != null) {
            running.receive(message);
        } else if (stash.size() < STASH) {
            stash.add(message);
        }
    }

    void edgeLost(GatewayAddress gateway) {
        if (account != null) {
            account.edgeLost(gateway);
        }
    }

    private void begin() {
        Opened shard = opened;
        if (stopped || account != null || shard == null || !policyKnown) {
            return;
        }
        Account running =
                new Account(
                        id,
                        policy,
                        core.world.accountPorts(),
                        new AccountEffects(core, this, shard.shard()));
        account = running;
        running.restore(shard.tail(), shard.attendances());
        while (!stash.isEmpty() && !stopped) {
            running.receive(stash.remove());
        }
        running.settle();
    }

    void idle() {
        if (idle == null) {
            idle =
                    core.world
                            .timeline()
                            .after(
                                    core.world.accountPorts().limits().idleAfter(),
                                    () -> core.lifeline().run(this::passivate));
        }
    }

    void busy() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }

    private void passivate() {
        if (!stopped) {
            stop();
            core.passivate(this);
        }
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }
}
