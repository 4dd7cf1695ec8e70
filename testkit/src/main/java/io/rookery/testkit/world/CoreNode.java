package io.rookery.testkit.world;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.MessageLog;
import io.rookery.testkit.clock.Lifeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A core node: the accounts and open shards of one process.
public final class CoreNode {
    final World world;
    private final String name;
    private final Lifeline lifeline = new Lifeline();
    private final MessageLog log;
    private final Map<Integer, Keeper> keepers = new LinkedHashMap<>();
    private final Map<String, AccountHost> hosts = new LinkedHashMap<>();
    private Placement placement;

    CoreNode(World world, String name, Placement placement) {
        this.world = world;
        this.name = name;
        this.placement = placement;
        this.log = world.log().of(lifeline);
    }

    /// Its name.
    public String name() {
        return name;
    }

    Lifeline lifeline() {
        return lifeline;
    }

    /// Whether the process has not ended; it may be stopped.
    public boolean isAlive() {
        return lifeline.isAlive();
    }

    /// Who is a member and owns what, as it believes.
    Placement placement() {
        return placement;
    }

    void believe(Placement now) {
        placement = now;
    }

    void receive(AccountId account, ToAccount message) {
        lifeline.run(() -> host(account).receive(message));
    }

    void wake(AccountId account) {
        lifeline.run(() -> host(account));
    }

    private AccountHost host(AccountId account) {
        AccountHost known = hosts.get(account.entityId());
        if (known != null) {
            return known;
        }
        AccountHost host = new AccountHost(this, account);
        hosts.put(account.entityId(), host);
        keeper(world.shard(account)).join(account.entityId(), host);
        host.start();
        return host;
    }

    private Keeper keeper(int shard) {
        return keepers.computeIfAbsent(shard, number -> new Keeper(this, number, log));
    }

    /// An account stops because it has nothing to do.
    void passivate(AccountHost host) {
        if (hosts.remove(host.entityId(), host)) {
            Keeper keeper = keepers.get(world.shard(host.account()));
            if (keeper != null) {
                keeper.left(host.entityId(), host, true);
            }
        }
    }

    /// The shard is lost: its accounts forget everything without a word.
    void closed(Keeper keeper) {
        keepers.remove(keeper.shard(), keeper);
        for (AccountHost host : List.copyOf(hosts.values())) {
            if (world.shard(host.account()) == keeper.shard()) {
                host.stop();
                hosts.remove(host.entityId());
            }
        }
    }

    /// The shard moves to another node.
    void handOff(int shard) {
        lifeline.run(() -> {
            Keeper keeper = keepers.get(shard);
            if (keeper != null) {
                keeper.close();
            }
        });
    }

    /// The process is gone.
    void kill() {
        lifeline.kill();
        hosts.values().forEach(AccountHost::stop);
        hosts.clear();
        keepers.clear();
    }

    void edgesChanged() {
        lifeline.run(() -> keepers.values().forEach(Keeper::edgesChanged));
    }

    /// An edge has left the cluster.
    void edgeLost(GatewayAddress gateway) {
        lifeline.run(() -> List.copyOf(hosts.values()).forEach(host -> host.edgeLost(gateway)));
    }

    int accounts() {
        return hosts.size();
    }
}
