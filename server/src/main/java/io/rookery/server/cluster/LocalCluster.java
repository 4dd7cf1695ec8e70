package io.rookery.server.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.server.cluster.ClusterDirectory.Written;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// A deployment in a directory, and what can be done to it. Whoever calls need not be the process
/// that started it: everything that must be known stands in the directory.
public final class LocalCluster implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    /// How long it is tried to tell the cluster of an end.
    private static final Duration TELLING = Duration.ofSeconds(5);

    private static final long LOOK_MILLIS = 250;
    static final String UNTOLD = "no core could be told, and only its silence tells the others";
    private static final int MASTER_KEY_BYTES = 32;

    private final ClusterDirectory directory;
    private final String mainClass;
    private final Watch watch = new Watch();
    private final Consumer<String> out;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile boolean begun;

    /// What members run with; null until it is needed first.
    private volatile @Nullable NodeJvm jvm;

    @GuardedBy("starting")
    private boolean stopping;

    /// With the classes of this JVM, made ready where Rookery is installed.
    ///
    /// @param mainClass the command line's entry, which knows `up`
    /// @param out is told what is being done
    public LocalCluster(Path data, String mainClass, Consumer<String> out) {
        this.directory = new ClusterDirectory(data);
        this.mainClass = mainClass;
        this.out = out;
    }

    /// @param mainClass the command line's entry, which knows `up`
    /// @param jvm what members run with
    /// @param out is told what is being done
    public LocalCluster(Path data, String mainClass, NodeJvm jvm, Consumer<String> out) {
        this(data, mainClass, out);
        this.jvm = jvm;
    }

    /// What members run with that are started from now on, as when one version follows another.
    public void use(NodeJvm next) {
        this.jvm = next;
    }

    /// Starts all of it and returns when everything is up.
    ///
    /// @throws StartFailure when one node does not come up; the others are stopped again
    public void start(Deployment wanted) throws InterruptedException {
        Written written = begin(wanted);
        begun = true;
        launch();
        try {
            up(written, EnumSet.of(Kind.STORAGE, Kind.BROKER));
            shareSecrets();
            up(written, EnumSet.of(Kind.CORE));
            up(written, EnumSet.of(Kind.ARCHIVER, Kind.API, Kind.EDGE));
            keepOperatorKey();
        } catch (StartFailure e) {
            try {
                stop();
            } catch (StartFailure left) {
                e.addSuppressed(left);
                out.accept(left.getMessage());
            }
            throw e;
        }
    }

    /// What is written is remembered: nothing that would keep this cluster from starting again.
    private Written begin(Deployment wanted) {
        wanted.check();
        Written written =
                directory
                        .deployment()
                        .map(before -> again(before, wanted))
                        .orElseGet(() -> new Written(wanted, Uuid.randomUuid().toString()));
        directory.write(written);
        return written;
    }

    private Written again(Written before, Deployment wanted) {
        Deployment old = before.deployment();
        if (directory.instances(old.network()).stream().anyMatch(Instance::alive)) {
            throw StartFailure.of(
                    "cluster", directory.path(), "one that does not run; `cluster stop` stops it");
        }
        if (old.brokers() != wanted.brokers()) {
            throw StartFailure.of(
                    "--brokers", wanted.brokers(), old.brokers() + ", as this cluster began");
        }
        if (!old.network().equals(wanted.network())) {
            throw new StartFailure(
                    "--net, --shift: %d, %d (expected: %d, %d, as this cluster began)"
                            .formatted(
                                    wanted.network().second(),
                                    wanted.network().shift(),
                                    old.network().second(),
                                    old.network().shift()));
        }
        Deployment all = wanted.after(old.settings());
        try {
            all.check();
        } catch (StartFailure e) {
            throw new StartFailure(
                    "%s; it is remembered in %s".formatted(e.getMessage(), directory.file()), e);
        }
        directory.forgetInstances();
        return new Written(all, before.kafkaId());
    }

    private void up(Written written, Set<Kind> kinds) throws InterruptedException {
        List<Instance> started = new ArrayList<>();
        for (Member member : written.deployment().members()) {
            if (kinds.contains(member.kind())) {
                started.add(launch(member, written, begins(member)));
            }
        }
        for (Instance each : started) {
            awaitUp(each);
        }
    }

    /// No process lives: whoever was in a cluster before, it is the first core that begins one.
    private static List<String> begins(Member member) {
        return member.kind() == Kind.CORE && member.index() == 1
                ? List.of("cluster.begin=on")
                : List.of();
    }

    private Instance launch(Member member, Written written, List<String> more)
            throws InterruptedException {
        Launch launch = launch();
        starting.lock();
        try {
            if (stopping) {
                throw new StartFailure("stopped while starting");
            }
            return launch.start(member, written, more);
        } finally {
            starting.unlock();
        }
    }

    private Launch launch() throws InterruptedException {
        NodeJvm known = jvm;
        if (known == null) {
            known = ready();
            jvm = known;
        }
        return new Launch(directory, mainClass, known);
    }

    private NodeJvm ready() throws InterruptedException {
        Path home = Path.of(System.getProperty("rookery.home", "."));
        try {
            return new NodeClasses(NodeClasses.in(home), mainClass, out).prepare();
        } catch (StartFailure e) {
            out.accept(e.getMessage() + "; members start slower than they could");
            return NodeJvm.likeThis();
        }
    }

    private void awaitUp(Instance instance) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            Observation seen = watch.look(instance);
            if (seen.state() == State.UP && accessible(instance.member())) {
                out.accept(
                        "%-12s up at %s after %.1f s"
                                .formatted(
                                        seen.member().name(),
                                        seen.member().address(),
                                        seen.uptime().toMillis() / 1_000.0));
                return;
            }
            if (seen.state() == State.DEAD) {
                throw new StartFailure(
                        "%s: did not start: %s (more in %s)"
                                .formatted(
                                        seen.member().name(),
                                        instance.lastWords(),
                                        instance.log()));
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure(
                        "%s: not up after %d s: %s %s (more in %s)"
                                .formatted(
                                        seen.member().name(),
                                        START.toSeconds(),
                                        seen.state().word(),
                                        seen.reason(),
                                        instance.log()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /// Whether what others need of it is there.
    private boolean accessible(Member member) {
        return member.kind() != Kind.STORAGE || Files.exists(directory.access());
    }

    /// What every node must know and nobody else: how the database is reached, and the key that
    /// seals tenants' secrets.
    private void shareSecrets() {
        try {
            String key = "secrets.master-key=";
            String masterKey =
                    Files.exists(directory.secrets())
                            ? Files.readAllLines(directory.secrets()).stream()
                                    .filter(line -> line.startsWith(key))
                                    .findFirst()
                                    .orElseThrow(() ->
                                            StartFailure.of(
                                                    "secrets",
                                                    directory.secrets(),
                                                    "with " + key + "…"))
                            : key + randomKey();
            directory.replace(
                    directory.secrets(), Files.readString(directory.access()) + masterKey + '\n');
        } catch (IOException e) {
            throw new StartFailure("secrets: cannot be kept in " + directory.path(), e);
        }
    }

    private static String randomKey() {
        byte[] key = new byte[MASTER_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    /// Whichever node made the operator's key, it is found beside the cluster.
    private void keepOperatorKey() {
        for (Instance each : instances()) {
            Path made = directory.data(each.member()).resolve("operator.key");
            try {
                if (Files.exists(made)) {
                    directory.replace(directory.operatorKey(), Files.readString(made));
                    Files.delete(made);
                }
            } catch (IOException e) {
                throw new StartFailure("operator key: cannot be kept: " + e, e);
            }
        }
    }

    /// Starts a process that supervises all others, and lives until they are stopped in order.
    public void supervise() throws InterruptedException {
        launch().supervisor();
    }

    /// Whether [#start] had this cluster to itself: one that somebody else runs is not ours to
    /// stop.
    public boolean begun() {
        return begun;
    }

    /// Where the operator's key of the tenant API is, once started.
    public Path operatorKey() {
        return directory.operatorKey();
    }

    /// Where a tenant API of the deployment in `data` is, one that runs if any does; empty when
    /// there is no deployment.
    public static Optional<URI> apiOf(Path data) {
        ClusterDirectory directory = new ClusterDirectory(data);
        return directory
                .deployment()
                .map(written -> api(directory, written.deployment().network()))
                .map(member -> URI.create("http://" + member.at("api.port")));
    }

    private static Member api(ClusterDirectory directory, Network network) {
        return directory.instances(network).stream()
                .filter(each -> each.member().kind() == Kind.API)
                .filter(each -> each.alive() && !each.paused())
                .map(Instance::member)
                .findFirst()
                .orElse(new Member(Kind.API, 1, network));
    }

    /// Stops everything: clients first, storage last. What does not stop in half a minute is
    /// killed.
    public void stop() throws InterruptedException {
        starting.lock();
        try {
            stopping = true;
        } finally {
            starting.unlock();
        }
        Stopping order = new Stopping(directory, out);
        order.ask(instances());
        for (Kind kind : Arrays.asList(Kind.values()).reversed()) {
            order.end(instances().stream().filter(each -> each.member().kind() == kind).toList());
        }
        // What was being started again when its end was asked for.
        order.end(instances());
        order.tell();
    }

    /// Ends a node's process without warning, and lets the cluster know; of storage PostgreSQL
    /// itself. It stays dead until it is restarted.
    public void kill(String name) throws InterruptedException {
        Instance target = living(name);
        Stopping order = new Stopping(directory, out);
        order.ask(List.of(target));
        order.signal(target, "KILL");
        if (target.member().kind() == Kind.STORAGE) {
            EmbeddedPostgres.crash(directory.data(target.member()));
        }
        if (!target.ended(Stopping.END)) {
            throw StartFailure.of("process", target.pid(), "ended by SIGKILL");
        }
        tellOfEnd(target.member());
        order.tell();
    }

    private void tellOfEnd(Member dead) throws InterruptedException {
        long deadline = System.nanoTime() + TELLING.toNanos();
        Hearing heard = down(dead);
        while (heard == Hearing.NOBODY && anyOtherCore(dead) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            heard = down(dead);
        }
        if (dead.kind().isMember() && heard == Hearing.NOBODY) {
            out.accept(dead.name() + " has ended; " + UNTOLD);
        }
    }

    private boolean anyOtherCore(Member dead) {
        return instances().stream()
                .anyMatch(each ->
                        each.member().kind() == Kind.CORE
                                && !each.member().equals(dead)
                                && each.alive()
                                && !each.paused());
    }

    /// Waits until a node's process has ended by itself.
    ///
    /// @return whether it has, before the time was over
    public boolean ended(String name, Duration within) throws InterruptedException {
        return named(name).ended(within);
    }

    /// Stops a node's process where it is, of storage PostgreSQL too; it looks dead to the others.
    public void pause(String name) throws InterruptedException {
        new Stopping(directory, out).pause(living(name));
    }

    /// Lets a paused one go on.
    public void resume(String name) throws InterruptedException {
        new Stopping(directory, out).resume(living(name));
    }

    /// Stops a node in order if it runs, starts it, and returns when it is up.
    public void restart(String name) throws InterruptedException {
        Instance before = named(name);
        Stopping order = new Stopping(directory, out);
        order.ask(List.of(before));
        order.end(List.of(named(name)));
        order.tell();
        awaitUp(launch(before.member(), written(), List.of()));
    }

    /// How long ago it was started.
    Duration age(Instance instance) {
        return Duration.between(instance.started(), Clock.systemUTC().instant());
    }

    /// What is written of a process now.
    Optional<Instance> now(Member member) {
        return directory.instance(member);
    }

    /// Starts a process that ended unasked; does not wait until it is up. Nothing when somebody
    /// else has done so, or has asked for its end.
    void revive(Instance dead) throws InterruptedException {
        // Making it ready may take a while, in which much can be asked for.
        Launch launch = launch();
        starting.lock();
        try {
            Instance now = named(dead.member().name());
            if (!stopping && now.pid() == dead.pid() && !now.asked()) {
                launch.start(dead.member(), written(), List.of());
            }
        } finally {
            starting.unlock();
        }
    }

    /// What drains and restarts nodes of this cluster while clients use it.
    public Rolling rolling() {
        return new Rolling(this, watch, out);
    }

    /// Adds a node and returns when it is up.
    ///
    /// @return its name
    public String add(Kind kind) throws InterruptedException {
        Written written = written();
        int last =
                instances().stream()
                        .map(Instance::member)
                        .filter(member -> member.kind() == kind)
                        .map(Member::index)
                        .max(Comparator.naturalOrder())
                        .orElse(0);
        if (last >= Member.MOST) {
            throw StartFailure.of(kind.word(), last + 1, "at most " + Member.MOST);
        }
        Member added = new Member(kind, last + 1, written.deployment().network());
        awaitUp(launch(added, written, List.of()));
        return added.name();
    }

    /// Has the cluster forget a member whose process has ended, so that its accounts move at once.
    Hearing down(Member dead) {
        return dead.kind().isMember()
                ? watch.down(
                        dead,
                        instances().stream()
                                .filter(each -> each.member().kind() == Kind.CORE)
                                .toList())
                : Hearing.UNKNOWN;
    }

    /// How all of its processes are, in the order of their start.
    public List<Observation> look() {
        written();
        return watch.look(instances());
    }

    List<Instance> instances() {
        return directory.instances(written().deployment().network());
    }

    private Written written() {
        return directory
                .deployment()
                .orElseThrow(() ->
                        StartFailure.of(
                                "cluster",
                                directory.path(),
                                "a directory with a cluster; `cluster start` makes one"));
    }

    private Instance named(String name) {
        return instances().stream()
                .filter(each -> each.member().name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> StartFailure.of("node", name, "one that `cluster status` lists"));
    }

    Instance living(String name) {
        Instance found = named(name);
        if (!found.alive()) {
            throw StartFailure.of("node", name, "one that runs; `cluster restart` starts it");
        }
        return found;
    }

    @Override
    public void close() {
        watch.close();
    }
}
