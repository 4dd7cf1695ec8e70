package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.testkit.world.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// A simulation that has come to rest. Messages are named by the ids that their senders gave them.
public final class Outcome {
    private final World world;
    private final List<AccountId> accounts;
    private final List<SimClient> clients;
    private final List<Reader> readers;
    private final Map<AccountId, List<String>> archived = new HashMap<>();
    private final Map<AccountId, Set<String>> pending = new HashMap<>();
    private final Map<AccountId, Set<String>> taken = new HashMap<>();

    /// @param readers who paged each archive all the time
    Outcome(World world, List<AccountId> accounts, List<SimClient> clients, List<Reader> readers) {
        this.world = world;
        this.accounts = List.copyOf(accounts);
        this.clients = List.copyOf(clients);
        this.readers = List.copyOf(readers);
    }

    /// What one reader saw, who asks for what is after the last id that it saw.
    record Reader(AccountId account, List<UUID> seen) {}

    World world() {
        return world;
    }

    List<AccountId> accounts() {
        return accounts;
    }

    List<SimClient> clients() {
        return clients;
    }

    List<Reader> readers() {
        return readers;
    }

    /// The archived messages of an account, in order of ids.
    List<String> archived(AccountId account) {
        return archived.computeIfAbsent(
                account, key -> ids(world.archive().all(key.tenant(), key.jid())));
    }

    /// Its pending messages.
    Set<String> pending(AccountId account) {
        return pending.computeIfAbsent(
                account,
                key -> new HashSet<>(ids(world.archive().allPending(key.tenant(), key.jid()))));
    }

    /// What its clients received.
    Set<String> taken(AccountId account) {
        return taken.computeIfAbsent(
                account,
                key -> {
                    Set<String> ids = new HashSet<>();
                    for (SimClient client : clients) {
                        if (client.account().equals(key)) {
                            client.diary().received().forEach(received -> ids.add(received.id()));
                        }
                    }
                    return ids;
                });
    }

    private static List<String> ids(List<Archive.Entry> entries) {
        return entries.stream().map(entry -> entry.stanza().getId()).toList();
    }
}
