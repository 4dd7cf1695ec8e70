package io.rookery.testkit.sim;

import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.testkit.fake.FakeArchive;
import io.rookery.testkit.world.CoreNode;
import io.rookery.testkit.world.EdgeNode;
import io.rookery.testkit.world.Faults;
import io.rookery.testkit.world.World;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Namespaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// One tenant, one core and one edge where nothing goes wrong of itself: for tests that say
/// themselves what does.
final class SmallWorld {
    private static final TenantId TENANT = new TenantId(new UUID(1, 2));
    private static final String DOMAIN = "acme.test";

    final World world;
    private final List<SimClient> clients = new ArrayList<>();
    CoreNode core;
    EdgeNode edge;

    SmallWorld() {
        this(Faults.NONE);
    }

    SmallWorld(Faults faults) {
        world = new World(11, faults);
        core = world.startCore();
        edge = world.startEdge();
        world.directory()
                .put(
                        new DomainPolicy(
                                TENANT,
                                DOMAIN,
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
                                DomainLimits.DEFAULT));
    }

    /// A client of `user`, not connected yet.
    SimClient client(String user, String resource) {
        AccountId account = account(user);
        world.users().put(account.jid(), "secret");
        SimClient client = new SimClient(world, account, resource);
        clients.add(client);
        return client;
    }

    /// A client of `user` that is connected and available.
    SimClient online(String user, String resource) {
        SimClient client = client(user, resource);
        client.connect();
        pass(Duration.ofSeconds(2));
        return client;
    }

    static AccountId account(String user) {
        return new AccountId(TENANT, BareJid.parse(user + '@' + DOMAIN));
    }

    void pass(Duration time) {
        world.timeline().pass(time);
    }

    /// The one process that everything runs in dies, and is started again.
    void restart(Duration down) {
        world.kill(core);
        world.kill(edge);
        clients.forEach(SimClient::cut);
        pass(down);
        core = world.startCore();
        edge = world.startEdge();
    }

    int count(AccountEvent event) {
        return world.count(event);
    }

    /// Bodies of the pending messages of `user`.
    List<String> pending(String user) {
        AccountId account = account(user);
        return bodies(world.archive().allPending(account.tenant(), account.jid()));
    }

    /// Bodies of the archive of `user`.
    List<String> archived(String user) {
        AccountId account = account(user);
        return bodies(world.archive().all(account.tenant(), account.jid()));
    }

    private static List<String> bodies(List<Archive.Entry> entries) {
        List<String> bodies = new ArrayList<>();
        for (Archive.Entry entry : entries) {
            bodies.add(FakeArchive.stanza(entry).payload().childText("body", Namespaces.CLIENT));
        }
        return bodies;
    }

    /// Bodies of the messages that a client got, in order.
    static List<String> got(SimClient client) {
        return client.diary().received().stream()
                .filter(received -> !received.id().isEmpty())
                .map(Diary.Received::id)
                .toList();
    }
}
