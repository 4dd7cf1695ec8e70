package io.rookery.testkit.world;

import io.rookery.edge.bind.LegacySession;
import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.account.AccountLimits;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.account.CarbonsFeature;
import io.rookery.routing.account.RosterFeature;
import io.rookery.routing.archive.ArchiveAccess;
import io.rookery.routing.archive.ArchiveLimits;
import io.rookery.routing.archive.Preferences;
import io.rookery.routing.disco.Disco;
import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.Features;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.ping.Ping;
import io.rookery.routing.port.Tracing;
import io.rookery.routing.time.EntityTime;
import io.rookery.routing.version.Version;
import io.rookery.testkit.clock.Timeline;
import io.rookery.testkit.fake.FakeArchive;
import io.rookery.testkit.fake.FakeAuthentication;
import io.rookery.testkit.fake.FakeDirectory;
import io.rookery.testkit.fake.FakeLog;
import io.rookery.testkit.fake.FakeRosterStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An installation: cores, edges, a log, a database, and a network between them. One thread; a run
/// is a function of the seed and of what is done to it.
public final class World {
    private static final int SHARDS = 8;
    private static final Duration PORT_DELAY = Duration.ofMillis(1);

    private final Timeline timeline = new Timeline();
    private final RandomGenerator random;
    private final Faults faults;
    private final Network network;
    private final FakeLog log;
    private final FakeArchive archive;
    private final FakeDirectory directory;
    private final FakeAuthentication users;
    private final FakeRosterStore rosters;
    private final AccountPorts ports;
    private final List<CoreNode> cores = new ArrayList<>();
    private final Map<GatewayAddress, EdgeNode> edges = new LinkedHashMap<>();
    private final Map<Integer, CoreNode> owners = new LinkedHashMap<>();
    private final Set<GatewayAddress> lostEdges = new LinkedHashSet<>();
    private final Set<Integer> unowned = new LinkedHashSet<>();
    private final Map<AccountEvent, Integer> counts = new EnumMap<>(AccountEvent.class);

    public World(long seed, Faults faults) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        this.network = new Network(timeline, random, faults);
        this.log = new FakeLog(timeline, random, SHARDS, faults.log());
        this.archive = new FakeArchive(timeline, log, faults.archiveLag());
        this.directory = new FakeDirectory(timeline, PORT_DELAY);
        this.users = new FakeAuthentication(timeline, PORT_DELAY);
        this.rosters = new FakeRosterStore(timeline, PORT_DELAY);
        this.ports =
                new AccountPorts(
                        directory,
                        users,
                        rosters,
                        archive,
                        features(),
                        AccountLimits.DEFAULT,
                        (account, event) -> count(event),
                        Tracing.NONE,
                        timeline,
                        random);
    }

    /// Every feature that a node has.
    private Features features() {
        List<Features> all = new ArrayList<>(1);
        List<Feature> features =
                List.of(
                        new RosterFeature(),
                        new CarbonsFeature(),
                        new Disco(all::getFirst),
                        new Version("0.1.0"),
                        new EntityTime(),
                        new Ping(),
                        new LegacySession(),
                        new ArchiveAccess(archive, ArchiveLimits.DEFAULT),
                        new Preferences(archive, ArchiveLimits.DEFAULT));
        all.add(new Features(features));
        return all.getFirst();
    }

    // ---- what it consists of

    /// Its time.
    public Timeline timeline() {
        return timeline;
    }

    /// Its chance.
    public RandomGenerator random() {
        return random;
    }

    /// What goes wrong in it.
    public Faults faults() {
        return faults;
    }

    /// Its domains.
    public FakeDirectory directory() {
        return directory;
    }

    /// Its users.
    public FakeAuthentication users() {
        return users;
    }

    /// Its rosters.
    public FakeRosterStore rosters() {
        return rosters;
    }

    /// Its log.
    public FakeLog log() {
        return log;
    }

    /// Its database.
    public FakeArchive archive() {
        return archive;
    }

    AccountPorts accountPorts() {
        return ports;
    }

    void count(AccountEvent event) {
        counts.merge(event, 1, Integer::sum);
    }

    /// How often `event` happened.
    public int count(AccountEvent... events) {
        int sum = 0;
        for (AccountEvent event : events) {
            sum += counts.getOrDefault(event, 0);
        }
        return sum;
    }

    // ---- nodes

    /// Starts a core.
    public CoreNode startCore() {
        CoreNode core = new CoreNode(this, "core-" + cores.size());
        cores.add(core);
        return core;
    }

    /// Starts an edge.
    public EdgeNode startEdge() {
        EdgeNode edge = new EdgeNode(this, "edge-" + edges.size());
        edges.put(edge.address(), edge);
        liveCores().forEach(CoreNode::edgesChanged);
        return edge;
    }

    /// Cores that run.
    public List<CoreNode> liveCores() {
        return cores.stream().filter(CoreNode::isAlive).toList();
    }

    /// Edges that run, in the order in which they started.
    public Set<EdgeNode> liveEdges() {
        Set<EdgeNode> live = new LinkedHashSet<>(edges.values());
        live.removeIf(edge -> !edge.isAlive());
        return live;
    }

    /// Kills a core; its shards belong to nobody until [Faults#failover] has passed.
    public void kill(CoreNode core) {
        core.kill();
        for (int shard = 0; shard < SHARDS; shard++) {
            if (owners.get(shard) == core) {
                owners.remove(shard);
                unowned.add(shard);
                int freed = shard;
                timeline.after(faults.failover(), () -> unowned.remove(freed));
            }
        }
    }

    /// Kills an edge; its clients must connect to another. Cores know when [Faults#failover] has
    /// passed.
    public void kill(EdgeNode edge) {
        edge.kill();
        liveCores().forEach(CoreNode::edgesChanged);
        timeline.after(
                faults.failover(),
                () -> {
                    lostEdges.add(edge.address());
                    liveCores().forEach(core -> core.edgeLost(edge.address()));
                });
    }

    /// Moves a shard to another core.
    public void move(int shard, CoreNode to) {
        CoreNode from = owners.get(shard);
        if (from != null && from != to && to.isAlive()) {
            owners.put(shard, to);
            from.handOff(shard);
        }
    }

    /// How many shards there are.
    public int shards() {
        return SHARDS;
    }

    /// The shard of an account.
    public int shard(AccountId account) {
        return AccountId.shard(account.entityId(), SHARDS);
    }

    /// From now on nothing goes wrong of itself any more.
    public void calm() {
        network.calm();
        log.calm();
    }

    // ---- messages

    void toAccount(String from, AccountId account, ToAccount message) {
        network.send(
                from + '>' + account.entityId(),
                () -> {
                    CoreNode owner = owner(shard(account));
                    if (owner != null) {
                        owner.receive(account, message);
                    }
                });
    }

    /// Sharding places a shard when somebody first writes to it.
    private @Nullable CoreNode owner(int shard) {
        CoreNode known = owners.get(shard);
        if (known != null || unowned.contains(shard)) {
            return known;
        }
        List<CoreNode> live = liveCores();
        if (live.isEmpty()) {
            return null;
        }
        CoreNode chosen = live.get(random.nextInt(live.size()));
        owners.put(shard, chosen);
        return chosen;
    }

    void toSession(
            CoreNode core, GatewayAddress gateway, int shard, long epoch, ToSession message) {
        EdgeNode edge = edges.get(gateway);
        if (edge != null && core.isAlive()) {
            network.send(
                    core.name() + '>' + gateway.path() + '>' + shard,
                    () -> edge.forwarded(shard, epoch, message));
            if (lostEdges.contains(gateway)) {
                // Who speaks to an edge that is known to be lost hears of it again.
                timeline.execute(() -> core.edgeLost(gateway));
            }
        }
    }

    void rollCall(
            CoreNode core,
            EdgeNode edge,
            int shard,
            long epoch,
            Consumer<List<SessionListener.Attendance>> present,
            Runnable gone) {
        String path = core.name() + '>' + edge.address().path() + '>' + shard;
        network.sure(
                path,
                () -> {
                    if (edge.isAlive()) {
                        edge.rollCall(
                                shard,
                                epoch,
                                attendances ->
                                        network.sure(
                                                '<' + path, () -> present.accept(attendances)));
                    } else {
                        gone.run();
                    }
                });
    }
}
