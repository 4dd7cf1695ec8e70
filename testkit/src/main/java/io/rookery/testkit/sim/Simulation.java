package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.TenantId;
import io.rookery.testkit.world.World;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Presence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs one [Scenario] to its end and says what was broken.
public final class Simulation {
    /// Longer than every deadline of the protocol: resumption, retry, tail.
    private static final Duration REST = Duration.ofMinutes(11);

    private static final Duration SETTLING = Duration.ofMinutes(1);

    private static final Duration PAGE_EVERY = Duration.ofMillis(700);
    private static final Duration PAGE_AT_REST = Duration.ofSeconds(20);
    private static final int PAGE = 5;

    private final Scenario scenario;
    private final World world;
    private final List<AccountId> accounts = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<Outcome.Reader> readers = new ArrayList<>();
    private final Disasters disasters;
    private boolean resting;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.world = new World(scenario.seed(), scenario.faults());
        this.disasters = new Disasters(scenario, world, clients);
    }

    /// How much happened.
    ///
    /// @param acknowledged messages that count for their senders
    /// @param received messages and presence that clients got
    /// @param records in the log
    /// @param lost messages between nodes
    /// @param disasters by kind
    public record Facts(
            int acknowledged,
            int received,
            int records,
            int lost,
            long events,
            Map<String, Integer> disasters) {}

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
                    + "again: ./rookery seed "
                    + scenario.seed()
                    + "\nwhat happened:\n  "
                    + String.join("\n  ", story);
        }
    }

    /// Runs a scenario.
    public static Report run(Scenario scenario) {
        return new Simulation(scenario).run();
    }

    /// Runs a scenario and tells `witness` all that passes between its nodes.
    public static Report run(Scenario scenario, Consumer<String> witness) {
        Simulation simulation = new Simulation(scenario);
        simulation.world.witness(witness);
        return simulation.run();
    }

    private Report run() {
        set();
        scatter();
        world.timeline().pass(scenario.time());
        world.calm();
        disasters.calm();
        world.timeline().pass(SETTLING);
        resting = true;
        // What nobody was left to take becomes pending when its account is next spoken to.
        accounts.forEach(world::wake);
        world.timeline().pass(REST);
        Outcome outcome = new Outcome(world, accounts, clients, readers);
        List<String> violations = new ArrayList<>();
        for (Invariant invariant : invariants()) {
            invariant
                    .violations(outcome)
                    .forEach(violation -> violations.add(invariant.name() + ": " + violation));
        }
        return new Report(scenario, violations, disasters.story(), facts());
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
        Map<String, Integer> struck = new TreeMap<>();
        disasters.counts().forEach((kind, count) -> struck.put(kind.name(), count));
        return new Facts(
                acknowledged,
                received,
                records,
                world.lostMessages(),
                world.timeline().ran(),
                struck);
    }

    private List<Invariant> invariants() {
        List<Invariant> invariants =
                new ArrayList<>(
                        List.of(
                                new NoAcknowledgedMessageLost(),
                                new ExactlyOncePerArchive(),
                                new ArchiveIdsOnlyGrow(),
                                new OnlyTheOwnerConfirms(),
                                new SessionsAttachedOnce(),
                                new NothingDeliveredTwice(),
                                new TenantNeverSeesOther(),
                                new EveryRequestAnsweredOnce(),
                                new EverybodyCameBack()));
        if (!disasters.happened(Disasters.Kind.LOG_AWAY)) {
            // Records of messages that somebody has got may be lost with their owner then: what is
            // sent again comes after what an edge can still tell of.
            invariants.add(new OrderKeptBetweenTwo());
        }
        if (world.missedAnswers() == 0 && !disasters.happened(Disasters.Kind.TORN)) {
            // An idle session whose edge missed a roll-call is found when it speaks.
            invariants.add(new PendingReachesWhoeverIsThere());
        }
        boolean lostWhatWasSaid =
                disasters.happened(Disasters.Kind.BOTH_KILLED)
                        || disasters.happened(Disasters.Kind.ALL_KILLED)
                        || (disasters.happened(Disasters.Kind.LOG_AWAY) && disasters.lostOwners());
        if (!lostWhatWasSaid
                && !world.cancelledAgain()
                && clients.stream().noneMatch(client -> client.diary().cancelledAgain())) {
            // Else what was said to a contact, and not confirmed, may be said again and cross what
            // the contact says now.
            invariants.add(new RosterConverges(!disasters.lostOwners()));
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
                    world.timeline()
                            .after(resting ? PAGE_AT_REST : PAGE_EVERY, () -> page(reader, from));
                });
    }

    // ---- what happens

    private void scatter() {
        for (int i = 0; i < scenario.actions(); i++) {
            world.timeline().after(upTo(scenario.time()), this::act);
        }
        for (int i = 0; i < scenario.disasters(); i++) {
            world.timeline().after(upTo(scenario.time()), disasters::strike);
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

    private int chance(int bound) {
        return world.random().nextInt(bound);
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(world.random().nextLong(most.toNanos()));
    }
}
