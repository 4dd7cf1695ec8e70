package io.rookery.server.demo;

import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.Observation;
import io.rookery.server.cluster.Observation.State;
import io.rookery.testkit.net.TcpProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Makes a cluster's network slow, cuts it in two and heals it, as a program of its own that must
/// run in a network namespace of its own. Ends with status 0 when all was as promised; else it says
/// what was not.
///
/// First what others send to one core comes late, through a proxy: by less than the failure
/// detector minds, then by more, so that the core is replaced while it still hears of the past.
/// Then the cut. The smaller half has the oldest core, which coordinates the shards, and an edge
/// with its clients. Kafka and PostgreSQL can be reached from both halves: the worst case, since a
/// core that has been replaced and does not know it can still write.
public final class SplitDrill {
    private static final int COUPLES = 4;
    private static final String SLOW_CORE = "core-2";
    private static final Duration SLOW = Duration.ofMillis(300);

    /// More than the failure detector and the split brain resolver wait.
    private static final Duration SILENT = Duration.ofSeconds(30);

    private static final Duration HEALING = Duration.ofSeconds(90);

    /// From the cut to service by the larger half: the failure detector, the split brain resolver,
    /// the opening of the shards; and what a machine with other work adds.
    private static final Duration DECIDING = Duration.ofSeconds(60);

    private static final long LOOK_MILLIS = 200;

    private final Network network;
    private final LocalCluster cluster;
    private final long begun = System.nanoTime();

    private SplitDrill(Path data, Network network) {
        this.network = network;
        this.cluster = new LocalCluster(data, Rookery.class.getName(), this::say);
    }

    /// @param args data directory, number of the network
    public static void main(String[] args) throws Exception {
        SplitDrill drill =
                new SplitDrill(Path.of(args[0]), new Network(Integer.parseInt(args[1]), 0));
        try {
            drill.run();
        } finally {
            drill.cluster.stop();
            drill.cluster.close();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(addressOf(SLOW_CORE))) {
            detour("-A", proxy);
            cluster.start(new Deployment(2, 3, 1, 1, 1, network, List.of("shards=16")));
            converse(proxy);
        }
    }

    private void converse(TcpProxy proxy) throws Exception {
        Town town = new Town(cluster, network, "split.example");
        List<Conversation> inside = couples(town, "inside", 2, 2);
        List<Conversation> across = couples(town, "across", 1, 2);
        List<Conversation> all = Stream.of(inside, across).flatMap(List::stream).toList();
        eventually("everybody hears", Duration.ofSeconds(30), () -> hear(all, 5));

        slow(all, proxy);
        detour("-D", proxy);
        proxy.cut();
        int direct = said(all);
        eventually("everybody hears without the detour", HEALING, () -> hear(all, direct + 4));

        cut();
        // Accounts of the lost core are opened by the larger half, while the halves are apart.
        int before = said(inside);
        eventually("the larger half serves", DECIDING, () -> hear(inside, before + 4));
        eventually("the smaller half stops serving", DECIDING, () -> !is("core-1", State.UP));
        mend();

        eventually("everything is up, with no hand", HEALING, this::allUp);
        int healed = said(all);
        eventually("everybody hears again", HEALING, () -> hear(all, healed));
        all.forEach(each -> say(each.toString()));
        for (Conversation each : all) {
            each.end();
        }
        eventually("all was heard", HEALING, () -> all.stream().allMatch(Conversation::complete));
        judge(inside, across);
        all.forEach(Conversation::close);
    }

    private void slow(List<Conversation> all, TcpProxy proxy) throws Exception {
        say("what is sent to %s comes %d ms late".formatted(SLOW_CORE, SLOW.toMillis()));
        proxy.delay(SLOW);
        int before = said(all);
        eventually("everybody hears", DECIDING, () -> hear(all, before + 20));
        if (!allUp()) {
            throw new AssertionError("a slow network made a core leave");
        }

        say("what is sent to %s comes %d s late".formatted(SLOW_CORE, SILENT.toSeconds()));
        proxy.delay(SILENT);
        int late = said(all);
        eventually("it is given up", DECIDING, () -> !is(SLOW_CORE, State.UP));
        eventually("the others serve", DECIDING, () -> hear(all, late + 4));
        say("nothing comes late any more");
        proxy.delay(Duration.ZERO);
        eventually("everything is up, with no hand", HEALING, this::allUp);
    }

    private static int said(List<Conversation> some) {
        return some.stream().mapToInt(Conversation::said).max().orElseThrow();
    }

    private List<Conversation> couples(Town town, String name, int from, int to) throws Exception {
        List<Conversation> couples = new ArrayList<>();
        for (int i = 0; i < COUPLES; i++) {
            String he = name + "-he-" + i;
            String she = name + "-she-" + i;
            town.users(List.of(he, she));
            couples.add(new Conversation(town.phone(he, from), town.phone(she, to)));
        }
        return couples;
    }

    private void judge(List<Conversation> inside, List<Conversation> across) {
        List<String> faults = new ArrayList<>();
        for (Conversation each : Stream.of(inside, across).flatMap(List::stream).toList()) {
            if (!each.fault().isEmpty()) {
                faults.add(each.fault());
            }
            if (!each.connected()) {
                faults.add(each + ", and a socket was closed");
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
        say("longest wait within the larger half: " + longest(inside));
        say("longest wait from the smaller to the larger half: " + longest(across));
    }

    private static Duration longest(List<Conversation> some) {
        return some.stream()
                .map(Conversation::longestWait)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static boolean hear(List<Conversation> some, int count) {
        return some.stream().allMatch(each -> each.heard() + each.refused().size() >= count);
    }

    private boolean allUp() {
        return cluster.look().stream().allMatch(each -> each.state() == State.UP);
    }

    private boolean is(String name, State state) {
        return cluster.look().stream()
                .filter(each -> each.member().name().equals(name))
                .allMatch(each -> each.state() == state);
    }

    // ---- the detour and the cut

    /// New connections to the slow core's port for other nodes go to the proxy, but for its own.
    private void detour(String what, TcpProxy proxy) throws IOException, InterruptedException {
        InetSocketAddress core = addressOf(SLOW_CORE);
        String host = proxy.address().getAddress().getHostAddress();
        run(
                List.of(
                        ("iptables -w -t nat %s OUTPUT -p tcp -d %s --dport %d ! -s %s -j DNAT"
                                        + " --to-destination %s:%d")
                                .formatted(
                                        what,
                                        core.getHostString(),
                                        core.getPort(),
                                        host,
                                        host,
                                        proxy.address().getPort())
                                .split(" ", -1)));
    }

    private InetSocketAddress addressOf(String core) {
        int index = Integer.parseInt(core.substring(core.indexOf('-') + 1));
        return new InetSocketAddress(
                "127.%d.2.%d".formatted(network.second(), index), 25_520 + network.shift());
    }

    private void cut() throws Exception {
        say("cut: core-1 and edge-1 from the others");
        between("-A");
    }

    private void mend() throws Exception {
        say("the halves can reach each other again");
        between("-D");
    }

    /// Every member is in one half: one that both can reach would carry their news of each other.
    private void between(String what) throws Exception {
        List<String> smaller = addresses(Set.of("core-1", "edge-1")::contains);
        List<String> larger = addresses(Set.of("core-2", "core-3", "edge-2", "api-1")::contains);
        for (String one : smaller) {
            for (String other : larger) {
                iptables(what, one, other);
                iptables(what, other, one);
            }
        }
    }

    private List<String> addresses(Predicate<String> chosen) {
        return cluster.look().stream()
                .map(Observation::member)
                .filter(member -> chosen.test(member.name()))
                .map(member -> member.address())
                .toList();
    }

    private static void iptables(String what, String from, String to)
            throws IOException, InterruptedException {
        run(List.of("iptables", "-w", what, "INPUT", "-s", from, "-d", to, "-j", "DROP"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process rule = new ProcessBuilder(command).inheritIO().start();
        if (rule.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + rule.exitValue() + " (expected: 0)");
        }
    }

    // ---- waiting and telling

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void eventually(String what, Duration limit, Condition condition) throws Exception {
        long asked = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.holds()) {
            if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                    || System.nanoTime() - asked > limit.toNanos()) {
                cluster.look().forEach(each -> say(each.toString()));
                throw new AssertionError("still not so after " + limit + ": " + what);
            }
        }
        say("%s (%.1f s)".formatted(what, (System.nanoTime() - asked) / 1e9));
    }

    private void say(String text) {
        System.out.printf("%6.1f s  %s%n", (System.nanoTime() - begun) / 1e9, text);
    }
}
