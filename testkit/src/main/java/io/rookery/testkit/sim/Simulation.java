package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.TenantId;
import io.rookery.testkit.world.CoreNode;
import io.rookery.testkit.world.EdgeNode;
import io.rookery.testkit.world.World;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Presence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs one [Scenario] to its end and says what was broken.
public final class Simulation {
    /// Longer than every deadline of the protocol: resumption, retry, tail.
    private static final Duration REST = Duration.ofMinutes(12);

    /// Within the time in which a repetition is known as such (the tail).
    private static final Duration SLEEP = Duration.ofSeconds(80);

    private static final Duration PAGE_EVERY = Duration.ofMillis(700);
    private static final int PAGE = 5;

    private final Scenario scenario;
    private final World world;
    private final List<AccountId> accounts = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<Outcome.Reader> readers = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private boolean lostOwners;
    private boolean blackedOut;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.world = new World(scenario.seed(), scenario.faults());
    }

    /// How much happened.
    ///
    /// @param acknowledged messages that count for their senders
    /// @param received messages and presence that clients got
    /// @param records in the log
    public record Facts(int acknowledged, int received, int records, long events) {}

    /// What was broken, and what had happened.
    public record Report(
            Scenario scenario, List<String> violations, List<String> story, Facts facts) {
        public Report {
            violations = List.copyOf(violations);
            story = List.copyOf(story);
        }

        /// For a failed test: seed, what is broken, and how to see it again.
        @Override
        public String toString() {
            return "seed "
                    + scenario.seed()
                    + ":\n  "
                    + String.join("\n  ", violations)
                    + "\n"
                    + "again: mvn -pl testkit -am test -Dtest=SimulationTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed="
                    + scenario.seed()
                    + "\nwhat happened:\n  "
                    + String.join("\n  ", story);
        }
    }

    /// Runs a scenario.
    public static Report run(Scenario scenario) {
        return new Simulation(scenario).run();
    }

    private Report run() {
        set();
        scatter();
        world.timeline().pass(scenario.time());
        world.calm();
        story("calm");
        world.timeline().pass(REST);
        Outcome outcome = new Outcome(world, accounts, clients, readers);
        List<String> violations = new ArrayList<>();
        for (Invariant invariant : invariants()) {
            invariant
                    .violations(outcome)
                    .forEach(violation -> violations.add(invariant.name() + ": " + violation));
        }
        return new Report(scenario, violations, story, facts());
    }

    private Facts facts() {
        int acknowledged = 0;
        int received = 0;
        for (SimClient client : clients) {
            acknowledged +=
                    (int)
                            client.diary().messages().values().stream()
                                    .filter(m -> m.acknowledged)
                                    .count();
            received += client.diary().received().size();
        }
        int records = 0;
        for (int shard = 0; shard < world.shards(); shard++) {
            records += world.log().entries(shard).size();
        }
        return new Facts(acknowledged, received, records, world.timeline().ran());
    }

    private List<Invariant> invariants() {
        List<Invariant> invariants =
                new ArrayList<>(
                        List.of(
                                new NoAcknowledgedMessageLost(),
                                new ExactlyOncePerArchive(),
                                new ArchiveIdsOnlyGrow(),
                                new OrderKeptBetweenTwo(),
                                new TenantNeverSeesOther(),
                                new EveryRequestAnsweredOnce(!lostOwners),
                                new EverybodyCameBack()));
        if (!blackedOut) {
            // Who lost its session repeats a cancellation that its own roster shows already, and
            // that goes no further (RFC 6121 A.2): the contact may never hear of it.
            invariants.add(new RosterConverges(!lostOwners));
        }
        return invariants;
    }

    // ---- the beginning

    private void set() {
        for (int i = 0; i < scenario.cores(); i++) {
            world.startCore();
        }
        for (int i = 0; i < scenario.edges(); i++) {
            world.startEdge();
        }
        for (String tenant : List.of("acme", "other")) {
            TenantId id =
                    new TenantId(UUID.nameUUIDFromBytes(tenant.getBytes(StandardCharsets.UTF_8)));
            String domain = tenant + ".test";
            world.directory().put(policy(id, domain));
            for (int i = 0; i < scenario.accounts(); i++) {
                account(new AccountId(id, BareJid.parse("user" + i + '@' + domain)));
            }
        }
    }

    private void account(AccountId account) {
        accounts.add(account);
        world.users().put(account.jid(), "secret");
        Outcome.Reader reader = new Outcome.Reader(account, new ArrayList<>());
        readers.add(reader);
        page(reader, null);
        for (int i = 0; i < scenario.clients(); i++) {
            SimClient client = new SimClient(world, account, "r" + i);
            clients.add(client);
            world.timeline().after(upTo(Duration.ofSeconds(2)), client::connect);
        }
    }

    private static DomainPolicy policy(TenantId tenant, String domain) {
        return new DomainPolicy(
                tenant,
                domain,
                1,
                true,
                List.of(DomainPolicy.AuthSource.INTERNAL),
                DomainPolicy.RosterSource.INTERNAL,
                DomainPolicy.Federation.TENANT,
                Set.of(),
                true,
                Duration.ofDays(30),
                Set.of(),
                List.of("SCRAM-SHA-1"),
                DomainLimits.DEFAULT);
    }

    /// Pages an archive for ever, after the last id that it has seen.
    private void page(Outcome.Reader reader, @Nullable UUID last) {
        Archive.Query query =
                new Archive.Query(
                        reader.account().tenant(),
                        reader.account().jid(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        last,
                        null,
                        false,
                        PAGE,
                        false,
                        new LogPosition(0, 0));
        world.archive()
                .query(query)
                .whenComplete((page, failure) -> {
                    UUID next = last;
                    if (page != null) {
                        page.entries().forEach(entry -> reader.seen().add(entry.id()));
                        next = page.entries().isEmpty() ? last : page.entries().getLast().id();
                    }
                    UUID from = next;
                    world.timeline().after(PAGE_EVERY, () -> page(reader, from));
                });
    }

    // ---- what happens

    private void scatter() {
        for (int i = 0; i < scenario.actions(); i++) {
            world.timeline().after(upTo(scenario.time()), this::act);
        }
        for (int i = 0; i < scenario.disasters(); i++) {
            world.timeline().after(upTo(scenario.time()), this::strike);
        }
    }

    private void act() {
        SimClient client = clients.get(chance(clients.size()));
        AccountId to = accounts.get(chance(accounts.size()));
        boolean own = to.tenant().equals(client.account().tenant());
        switch (chance(10)) {
            case 0 -> client.ping();
            case 1 -> {
                if (own && !to.equals(client.account())) {
                    client.subscription(to.jid(), Presence.Type.SUBSCRIBE);
                }
            }
            case 2 -> {
                if (own && !to.equals(client.account())) {
                    Presence.Type type =
                            world.random().nextBoolean()
                                    ? Presence.Type.UNSUBSCRIBE
                                    : Presence.Type.UNSUBSCRIBED;
                    client.subscription(to.jid(), type);
                }
            }
            default -> client.message(to.jid());
        }
    }

    private void strike() {
        switch (chance(17)) {
            case 0, 1, 2, 3, 4 -> {
                SimClient client = clients.get(chance(clients.size()));
                story("cut " + client.name());
                client.cut();
            }
            case 5, 6, 7 -> sleep(clients.get(chance(clients.size())));
            case 8, 9, 10, 11 -> killCore();
            case 12, 13 -> killEdge();
            case 14 -> blackout();
            default -> {
                int shard = chance(world.shards());
                List<CoreNode> live = world.liveCores();
                if (!live.isEmpty()) {
                    CoreNode to = live.get(chance(live.size()));
                    lostOwners = true;
                    story("move shard " + shard + " to " + to.name());
                    world.move(shard, to);
                }
            }
        }
    }

    /// A client without a connection for longer than everything but its resumption takes.
    private void sleep(SimClient client) {
        story("sleep " + client.name());
        client.sleep();
        world.timeline().after(upTo(SLEEP), client::wakeUp);
    }

    /// Every node dies at once, as when all of them were one process.
    private void blackout() {
        lostOwners = true;
        blackedOut = true;
        story("blackout");
        world.liveCores().forEach(world::kill);
        world.liveEdges().forEach(world::kill);
        clients.forEach(SimClient::cut);
        world.timeline()
                .after(
                        upTo(Duration.ofSeconds(10)),
                        () -> {
                            for (int i = 0; i < scenario.cores(); i++) {
                                world.startCore();
                            }
                            for (int i = 0; i < scenario.edges(); i++) {
                                world.startEdge();
                            }
                        });
    }

    private void killCore() {
        List<CoreNode> live = world.liveCores();
        if (live.size() > 1) {
            CoreNode core = live.get(chance(live.size()));
            lostOwners = true;
            story("kill " + core.name());
            world.kill(core);
            world.timeline().after(upTo(Duration.ofSeconds(10)), world::startCore);
        }
    }

    private void killEdge() {
        List<EdgeNode> live = List.copyOf(world.liveEdges().stream().toList());
        if (live.size() > 1) {
            EdgeNode edge = live.get(chance(live.size()));
            story("kill " + edge.name());
            List<SimClient> cut = clients.stream().filter(client -> client.edge() == edge).toList();
            world.kill(edge);
            cut.forEach(SimClient::cut);
            if (!cut.isEmpty() && chance(2) == 0) {
                vanish(cut.get(chance(cut.size())));
            }
            world.timeline().after(upTo(Duration.ofSeconds(10)), world::startEdge);
        }
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
