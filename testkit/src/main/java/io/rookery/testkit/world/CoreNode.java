package io.rookery.testkit.world;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.MessageLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A core node: the accounts and open shards of one process.
public final class CoreNode {
    final World world;
    private final String name;
    private final MessageLog log;
    private final Map<Integer, Keeper> keepers = new LinkedHashMap<>();
    private final Map<String, AccountHost> hosts = new LinkedHashMap<>();
    private boolean alive = true;

    CoreNode(World world, String name) {
        this.world = world;
        this.name = name;
        this.log = world.log().of(() -> alive);
    }

    /// Its name.
    public String name() {
        return name;
    }

    boolean isAlive() {
        return alive;
    }

    void receive(AccountId account, ToAccount message) {
        if (alive) {
            host(account).receive(message);
        }
    }

    void wake(AccountId account) {
        if (alive) {
            host(account);
        }
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
        Keeper keeper = keepers.get(shard);
        if (keeper != null) {
            keeper.close();
        }
    }

    /// The process is gone.
    void kill() {
        alive = false;
        hosts.values().forEach(AccountHost::stop);
        hosts.clear();
        keepers.clear();
    }

    void edgesChanged() {
        keepers.values().forEach(Keeper::edgesChanged);
    }

    /// An edge has left the cluster.
    void edgeLost(GatewayAddress gateway) {
        List.copyOf(hosts.values()).forEach(host -> host.edgeLost(gateway));
    }

    int accounts() {
        return hosts.size();
    }
}
