package io.rookery.testkit.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who is a member and who owns which shard, as some nodes of a world believe. All believe the same
/// until the network splits them or one sleeps through what the others decide.
final class Placement {
    private final RandomGenerator random;
    private final Set<CoreNode> cores = new LinkedHashSet<>();
    private final Set<EdgeNode> edges = new LinkedHashSet<>();
    private final Map<Integer, CoreNode> owners = new LinkedHashMap<>();
    private final Set<Integer> unowned = new LinkedHashSet<>();
    private boolean frozen;

    Placement(RandomGenerator random) {
        this.random = random;
    }

    /// The same belief for nodes that part from the others.
    Placement copy() {
        Placement copy = new Placement(random);
        copy.cores.addAll(cores);
        copy.edges.addAll(edges);
        copy.owners.putAll(owners);
        copy.unowned.addAll(unowned);
        return copy;
    }

    /// While it is frozen nobody is there who could place a shard.
    void freeze(boolean now) {
        frozen = now;
    }

    void add(CoreNode core) {
        cores.add(core);
    }

    void add(EdgeNode edge) {
        edges.add(edge);
    }

    void remove(EdgeNode edge) {
        edges.remove(edge);
    }

    List<CoreNode> cores() {
        return List.copyOf(cores);
    }

    Set<EdgeNode> edges() {
        return new LinkedHashSet<>(edges);
    }

    boolean has(CoreNode core) {
        return cores.contains(core);
    }

    boolean has(EdgeNode edge) {
        return edges.contains(edge);
    }

    /// A core is gone: its shards, which are returned, belong to nobody until [#free].
    List<Integer> remove(CoreNode core) {
        cores.remove(core);
        List<Integer> lost = new ArrayList<>();
        owners.forEach((shard, owner) -> {
            if (owner == core) {
                lost.add(shard);
            }
        });
        lost.forEach(owners::remove);
        unowned.addAll(lost);
        return lost;
    }

    void free(List<Integer> shards) {
        shards.forEach(unowned::remove);
    }

    /// Sharding places a shard when somebody first writes to it.
    @Nullable CoreNode owner(int shard) {
        CoreNode known = owners.get(shard);
        if (known != null || unowned.contains(shard) || frozen || cores.isEmpty()) {
            return known;
        }
        CoreNode chosen = cores().get(random.nextInt(cores.size()));
        owners.put(shard, chosen);
        return chosen;
    }

    /// The owner now, without placing anything.
    @Nullable CoreNode ownerNow(int shard) {
        return owners.get(shard);
    }

    void move(int shard, CoreNode to) {
        owners.put(shard, to);
    }
}
