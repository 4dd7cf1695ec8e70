package io.rookery.testkit.sim;

import io.rookery.testkit.world.CoreNode;
import io.rookery.testkit.world.EdgeNode;
import io.rookery.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What goes wrong in a simulation, by chance, and how it is put right again.
final class Disasters {
    /// Within the time in which a repetition is known as such (the tail).
    private static final Duration SLEEP = Duration.ofSeconds(80);

    private static final Duration RESTART = Duration.ofSeconds(10);
    private static final Duration STOPPED = Duration.ofSeconds(12);
    private static final Duration SPLIT = Duration.ofSeconds(12);

    /// How long a node that the others took for lost goes on before it hears of it.
    private static final Duration STALE = Duration.ofSeconds(3);

    private static final Duration LOG_AWAY = Duration.ofSeconds(70);
    private static final Duration LOG_SLOW = Duration.ofSeconds(2);
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final Scenario scenario;
    private final World world;
    private final List<SimClient> clients;
    private final List<String> story = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<Runnable> repairs = new ArrayList<>();
    private boolean over;

    Disasters(Scenario scenario, World world, List<SimClient> clients) {
        this.scenario = scenario;
        this.world = world;
        this.clients = clients;
    }

    /// What may happen, and how often among all.
    enum Kind {
        /// A client's connection breaks.
        CUT(6),
        /// It breaks, and the client notices much later.
        SLEEP(4),
        /// With an edge goes all that some account has, for good.
        VANISHED(1),
        CORE_KILLED(5),
        EDGE_KILLED(3),
        /// A core, and an edge within its recovery.
        BOTH_KILLED(2),
        ALL_KILLED(1),
        /// A core stands still until others own its shards, and goes on (SIGSTOP, SIGCONT).
        CORE_STOPPED(4),
        EDGE_STOPPED(2),
        /// Some nodes are cut off from the others, and go on with the shards they own.
        SPLIT(3),
        /// The same, and both sides take the other's shards.
        TORN(1),
        SHARD_MOVED(5),
        LOG_AWAY(1),
        LOG_SLOW(2),
        ARCHIVER_AWAY(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        /// Whether an account may lose its owner.
        boolean losesOwners() {
            return switch (this) {
                case CORE_KILLED,
                        BOTH_KILLED,
                        ALL_KILLED,
                        CORE_STOPPED,
                        SPLIT,
                        TORN,
                        SHARD_MOVED,
                        LOG_AWAY ->
                        true;
                case CUT, SLEEP, VANISHED, EDGE_KILLED, EDGE_STOPPED, LOG_SLOW, ARCHIVER_AWAY ->
                        false;
            };
        }
    }

    /// What happened, in order.
    List<String> story() {
        return story;
    }

    /// How often what happened.
    Map<Kind, Integer> counts() {
        return counts;
    }

    boolean happened(Kind kind) {
        return counts.containsKey(kind);
    }

    boolean lostOwners() {
        return counts.keySet().stream().anyMatch(Kind::losesOwners);
    }

    /// Everything is put right that is not already.
    void calm() {
        over = true;
        List.copyOf(repairs).forEach(Runnable::run);
        repairs.clear();
        story("calm");
    }

    /// One thing goes wrong.
    void strike() {
        int all = 0;
        for (Kind kind : Kind.values()) {
            all += kind.weight;
        }
        int chosen = chance(all);
        for (Kind kind : Kind.values()) {
            chosen -= kind.weight;
            if (chosen < 0) {
                strike(kind);
                return;
            }
        }
    }

    private void strike(Kind kind) {
        boolean done =
                switch (kind) {
                    case CUT -> cut(false);
                    case SLEEP -> cut(true);
                    case VANISHED -> killEdge(true);
                    case CORE_KILLED -> killCore();
                    case EDGE_KILLED -> killEdge(false);
                    case BOTH_KILLED -> killCore() && killEdgeSoon();
                    case ALL_KILLED -> killAll();
                    case CORE_STOPPED -> stopCore();
                    case EDGE_STOPPED -> stopEdge();
                    case SPLIT -> split(false);
                    case TORN -> split(true);
                    case SHARD_MOVED -> move();
                    case LOG_AWAY -> logAway();
                    case LOG_SLOW -> logSlow();
                    case ARCHIVER_AWAY -> archiverAway();
                };
        if (done) {
            counts.merge(kind, 1, Integer::sum);
        }
    }

    private boolean cut(boolean asleep) {
        SimClient client = clients.get(chance(clients.size()));
        story((asleep ? "sleep " : "cut ") + client.name());
        if (asleep) {
            client.sleep();
            world.timeline().after(upTo(SLEEP), client::wakeUp);
        } else {
            client.cut();
        }
        return true;
    }

    private boolean killCore() {
        List<CoreNode> members = world.members();
        if (members.size() < 2) {
            return false;
        }
        CoreNode core = members.get(chance(members.size()));
        story("kill " + core.name());
        world.kill(core);
        world.timeline().after(upTo(RESTART), world::startCore);
        return true;
    }

    private boolean killEdgeSoon() {
        world.timeline().after(upTo(Duration.ofSeconds(6)), () -> killEdge(false));
        return true;
    }

    private boolean killEdge(boolean vanish) {
        List<EdgeNode> live = List.copyOf(world.liveEdges());
        if (live.size() < 2 || over) {
            return false;
        }
        EdgeNode edge = live.get(chance(live.size()));
        story("kill " + edge.name());
        List<SimClient> cut = clients.stream().filter(client -> client.edge() == edge).toList();
        world.kill(edge);
        cut.forEach(SimClient::cut);
        if (!cut.isEmpty() && vanish) {
            vanish(cut.get(chance(cut.size())));
        }
        world.timeline().after(upTo(RESTART), world::startEdge);
        return true;
    }

    /// With the edge goes all that some client's account has: nobody is left to take its messages.
    private void vanish(SimClient one) {
        for (SimClient client : clients) {
            if (client.account().equals(one.account())) {
                story(client.name() + " never comes back");
                client.vanish();
            }
        }
    }

    /// Every node dies at once, as when all of them were one process.
    private boolean killAll() {
        story("kill all");
        heal();
        world.liveCores().forEach(world::kill);
        world.liveEdges().forEach(world::kill);
        clients.forEach(SimClient::cut);
        world.timeline()
                .after(
                        upTo(RESTART),
                        () -> {
                            for (int i = 0; i < scenario.cores(); i++) {
                                world.startCore();
                            }
                            for (int i = 0; i < scenario.edges(); i++) {
                                world.startEdge();
                            }
                        });
        return true;
    }

    private boolean stopCore() {
        List<CoreNode> members = world.members();
        if (members.size() < 2) {
            return false;
        }
        CoreNode core = members.get(chance(members.size()));
        story("stop " + core.name());
        world.stop(core);
        later(
                STOPPED,
                () -> {
                    story("go on " + core.name());
                    if (world.goOn(core, upTo(STALE))) {
                        world.timeline().after(upTo(RESTART), world::startCore);
                    }
                });
        return true;
    }

    private boolean stopEdge() {
        List<EdgeNode> live =
                world.liveEdges().stream().filter(edge -> !edge.lifeline().isStopped()).toList();
        if (live.size() < 2) {
            return false;
        }
        EdgeNode edge = live.get(chance(live.size()));
        story("stop " + edge.name());
        edge.lifeline().stop();
        for (SimClient client : clients) {
            if (client.edge() == edge && chance(2) == 0) {
                // It hears nothing, and tries elsewhere.
                world.timeline().after(upTo(STOPPED), () -> client.leaves(edge));
            }
        }
        later(
                STOPPED,
                () -> {
                    story("go on " + edge.name());
                    edge.lifeline().goOn();
                });
        return true;
    }

    private boolean split(boolean both) {
        List<CoreNode> members = world.members();
        List<EdgeNode> edges = List.copyOf(world.liveEdges());
        if (world.isSplit() || members.size() < 2) {
            return false;
        }
        Set<CoreNode> cores = new LinkedHashSet<>();
        cores.add(members.get(chance(members.size())));
        Set<EdgeNode> some = new LinkedHashSet<>();
        for (EdgeNode edge : edges) {
            if (chance(2) == 0) {
                some.add(edge);
            }
        }
        story(
                (both ? "tear off " : "split off ")
                        + cores.stream().map(CoreNode::name).toList()
                        + some.stream().map(EdgeNode::name).toList());
        world.split(cores, some, both);
        later(SPLIT, this::heal);
        return true;
    }

    private void heal() {
        if (world.isSplit()) {
            story("heal");
            int ending = world.heal(upTo(STALE));
            for (int i = 0; i < ending; i++) {
                world.timeline().after(upTo(RESTART), world::startCore);
            }
        }
    }

    private boolean move() {
        int shard = chance(world.shards());
        List<CoreNode> members = world.members();
        if (members.isEmpty()) {
            return false;
        }
        CoreNode to = members.get(chance(members.size()));
        story("move shard " + shard + " to " + to.name());
        return world.move(shard, to);
    }

    private boolean logAway() {
        story("log away");
        world.log().away(true);
        later(
                LOG_AWAY,
                () -> {
                    story("log back");
                    world.log().away(false);
                });
        return true;
    }

    private boolean logSlow() {
        story("log slow");
        world.log().slower(LOG_SLOW);
        later(A_WHILE, () -> world.log().slower(Duration.ZERO));
        return true;
    }

    private boolean archiverAway() {
        story("archiver away");
        world.archive().down(true);
        later(A_WHILE, () -> world.archive().down(false));
        return true;
    }

    /// Puts something right after a while, or when calm comes.
    private void later(Duration most, Runnable repair) {
        Runnable once =
                new Runnable() {
                    @Override
                    public void run() {
                        if (repairs.remove(this)) {
                            repair.run();
                        }
                    }
                };
        repairs.add(once);
        world.timeline().after(upTo(most), once);
    }

    private void story(String what) {
        story.add(world.timeline().instant() + " " + what);
    }

    private int chance(int bound) {
        return world.random().nextInt(bound);
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(world.random().nextLong(most.toNanos()));
    }
}
