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
import io.rookery.xmpp.stanza.Presence;
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
    private final Set<GatewayAddress> lostEdges = new LinkedHashSet<>();
    private final Placement placement;
    private final Map<AccountEvent, Integer> counts = new EnumMap<>(AccountEvent.class);
    private @Nullable Consumer<String> witness;
    private int missed;
    private boolean cancelledAgain;

    public World(long seed, Faults faults) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        this.placement = new Placement(random);
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

    /// How many messages between nodes were lost.
    public int lostMessages() {
        return network.lost();
    }

    AccountPorts accountPorts() {
        return ports;
    }

    /// From now on `heard` is told of every message between nodes as it arrives, and of every
    /// record as it is appended: for a person who looks for what went wrong.
    public void witness(Consumer<String> heard) {
        witness = heard;
    }

    /// Somebody wants something of the account: its shard opens, if it has not.
    public void wake(AccountId account) {
        CoreNode owner = placement.owner(shard(account));
        if (owner != null) {
            owner.wake(account);
        }
    }

    void missed(int edges) {
        missed += edges;
    }

    /// Whether an edge said a cancelled subscription again, to an owner that does not know whether
    /// the one before did its part. It goes on to the contact, and may cross what is asked for anew
    /// by then (RFC 6121 A.2).
    public boolean cancelledAgain() {
        return cancelledAgain;
    }

    /// How many answers roll-calls went without.
    public int missedAnswers() {
        return missed;
    }

    void saw(String who, Object what) {
        if (witness != null) {
            witness.accept(timeline.instant() + " " + who + ": " + what);
        }
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
        CoreNode core = new CoreNode(this, "core-" + cores.size(), placement);
        cores.add(core);
        placement.add(core);
        return core;
    }

    /// Starts an edge.
    public EdgeNode startEdge() {
        EdgeNode edge = new EdgeNode(this, "edge-" + edges.size(), placement);
        edges.put(edge.address(), edge);
        placement.add(edge);
        edgesChanged();
        return edge;
    }

    /// Cores that run, also those that the others take for lost.
    public List<CoreNode> liveCores() {
        return cores.stream().filter(CoreNode::isAlive).toList();
    }

    /// Cores that nobody takes for lost and that do not stand still.
    public List<CoreNode> members() {
        return placement.cores().stream().filter(core -> !core.lifeline().isStopped()).toList();
    }

    /// Edges that run, in the order in which they started.
    public Set<EdgeNode> liveEdges() {
        Set<EdgeNode> live = new LinkedHashSet<>(edges.values());
        live.removeIf(edge -> !edge.isAlive());
        return live;
    }

    private void edgesChanged() {
        liveCores().forEach(CoreNode::edgesChanged);
    }

    /// Kills a core; its shards belong to nobody until [Faults#failover] has passed.
    public void kill(CoreNode core) {
        core.kill();
        List<Integer> lost = placement.remove(core);
        timeline.after(faults.failover(), () -> placement.free(lost));
        Placement own = core.placement();
        if (own != placement) {
            List<Integer> there = own.remove(core);
            timeline.after(faults.failover(), () -> own.free(there));
        }
    }

    /// Kills an edge; its clients must connect to another. Cores know when [Faults#failover] has
    /// passed.
    public void kill(EdgeNode edge) {
        edge.kill();
        placement.remove(edge);
        edge.placement().remove(edge);
        edgesChanged();
        timeline.after(faults.failover(), () -> lost(edge));
    }

    private void lost(EdgeNode edge) {
        lostEdges.add(edge.address());
        for (CoreNode core : liveCores()) {
            if (!core.placement().has(edge)) {
                core.edgeLost(edge.address());
            }
        }
    }

    /// Moves a shard to another core.
    ///
    /// @return false when that changes nothing
    public boolean move(int shard, CoreNode to) {
        CoreNode from = placement.ownerNow(shard);
        if (from == null || from == to || network.isSplit()) {
            return false;
        }
        placement.move(shard, to);
        from.handOff(shard);
        return true;
    }

    /// A core stands still (SIGSTOP). When [Faults#failover] has passed the others take it for
    /// lost.
    public void stop(CoreNode core) {
        core.lifeline().stop();
        timeline.after(
                faults.failover(),
                () -> {
                    if (core.lifeline().isStopped() && placement.has(core)) {
                        core.believe(placement.copy());
                        placement.free(placement.remove(core));
                    }
                });
    }

    /// It goes on (SIGCONT) with what it believes. True when the others took it for lost: then it
    /// hears of it `soon`, and ends.
    public boolean goOn(CoreNode core, Duration soon) {
        boolean lost = core.isAlive() && !placement.has(core);
        core.lifeline().goOn();
        if (lost) {
            timeline.after(
                    soon,
                    () -> {
                        if (core.isAlive()) {
                            kill(core);
                        }
                    });
        }
        return lost;
    }

    /// Splits some nodes from the others. When [Faults#failover] has passed the others take them
    /// for lost; the same the other way round when `both`.
    public void split(Set<CoreNode> someCores, Set<EdgeNode> someEdges, boolean both) {
        Placement there = placement.copy();
        Set<String> names = new LinkedHashSet<>();
        for (CoreNode core : someCores) {
            core.believe(there);
            names.add(core.name());
        }
        for (EdgeNode edge : someEdges) {
            edge.believe(there);
            names.add(edge.name());
        }
        network.split(names);
        placement.freeze(true);
        there.freeze(true);
        timeline.after(
                faults.failover(),
                () -> {
                    if (network.isSplit()) {
                        part(placement, someCores, someEdges);
                    }
                });
        if (both) {
            Set<CoreNode> otherCores = new LinkedHashSet<>(placement.cores());
            otherCores.removeAll(someCores);
            Set<EdgeNode> otherEdges = placement.edges();
            otherEdges.removeAll(someEdges);
            timeline.after(
                    faults.failover(),
                    () -> {
                        if (network.isSplit()) {
                            part(there, otherCores, otherEdges);
                        }
                    });
        }
    }

    private void part(Placement side, Set<CoreNode> lostCores, Set<EdgeNode> edgesLost) {
        side.freeze(false);
        lostCores.forEach(core -> side.free(side.remove(core)));
        edgesLost.forEach(side::remove);
        edgesChanged();
        for (CoreNode core : liveCores()) {
            if (core.placement() == side) {
                edgesLost.forEach(edge -> core.edgeLost(edge.address()));
            }
        }
    }

    /// The network is whole again. Cores that the others took for lost hear of it `soon`, and end;
    /// edges join again. Returns how many cores that are.
    public int heal(Duration soon) {
        network.heal();
        placement.freeze(false);
        int ending = 0;
        for (CoreNode core : liveCores()) {
            if (core.placement() != placement && !core.lifeline().isStopped()) {
                if (placement.has(core)) {
                    core.believe(placement);
                } else {
                    ending++;
                    timeline.after(
                            soon,
                            () -> {
                                if (core.isAlive()) {
                                    kill(core);
                                }
                            });
                }
            }
        }
        for (EdgeNode edge : liveEdges()) {
            if (edge.placement() != placement) {
                timeline.after(placement.has(edge) ? Duration.ZERO : soon, () -> join(edge));
            }
        }
        return ending;
    }

    private void join(EdgeNode edge) {
        if (edge.isAlive()) {
            edge.believe(placement);
            placement.add(edge);
            edgesChanged();
            edge.announce();
        }
    }

    /// Whether some nodes cannot reach the others.
    public boolean isSplit() {
        return network.isSplit();
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

    void toAccount(EdgeNode from, AccountId account, ToAccount message) {
        cancelledAgain |=
                message instanceof ToAccount.Ingress ingress
                        && ingress.maybeSeen()
                        && ingress.stanza().stanza() instanceof Presence presence
                        && (presence.type() == Presence.Type.UNSUBSCRIBE
                                || presence.type() == Presence.Type.UNSUBSCRIBED);
        network.send(
                from.name() + '>' + account.entityId(),
                () -> arrive(from.name(), from.placement(), account, message));
    }

    void toAccount(CoreNode from, AccountId sender, AccountId account, ToAccount message) {
        network.send(
                from.name() + '/' + sender.entityId() + '>' + account.entityId(),
                () -> arrive(from.name(), from.placement(), account, message));
    }

    private void arrive(String from, Placement believed, AccountId account, ToAccount message) {
        CoreNode owner = believed.owner(shard(account));
        if (owner != null) {
            network.between(
                    from,
                    owner.name(),
                    () -> {
                        saw(from + " > " + owner.name() + '/' + account.jid(), message);
                        owner.receive(account, message);
                    });
        }
    }

    void toSession(
            CoreNode core, GatewayAddress gateway, int shard, long epoch, ToSession message) {
        EdgeNode edge = edges.get(gateway);
        if (edge != null && core.isAlive()) {
            network.send(
                    core.name() + '>' + gateway.path() + '>' + shard,
                    () ->
                            network.between(
                                    core.name(),
                                    edge.name(),
                                    () -> {
                                        saw(core.name() + " > " + edge.name(), message);
                                        edge.forwarded(shard, epoch, message);
                                    }));
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
        String path = core.name() + '>' + edge.name() + '>' + shard;
        network.send(
                path,
                () -> {
                    if (!edge.isAlive()) {
                        gone.run();
                        return;
                    }
                    network.between(
                            core.name(),
                            edge.name(),
                            () ->
                                    edge.rollCall(
                                            shard,
                                            epoch,
                                            attendances ->
                                                    attended(
                                                            core,
                                                            edge,
                                                            shard,
                                                            present,
                                                            attendances)));
                });
    }

    private void attended(
            CoreNode core,
            EdgeNode edge,
            int shard,
            Consumer<List<SessionListener.Attendance>> present,
            List<SessionListener.Attendance> attendances) {
        network.send(
                '<' + core.name() + '>' + edge.name() + '>' + shard,
                () -> network.between(edge.name(), core.name(), () -> present.accept(attendances)));
    }
}
