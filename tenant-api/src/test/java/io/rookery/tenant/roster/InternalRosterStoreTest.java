package io.rookery.tenant.roster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.xmpp.jid.BareJid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InternalRosterStoreTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeDomain() {
        tenant = NODE.newTenant("Rosters");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"rosters.test\"}");
    }

    @Test
    void a_roster_that_never_changed_is_empty_and_has_version_0() {
        assertThat(load("nobody")).isEqualTo(new RosterSnapshot(0, List.of(), false));
        assertThat(store().writable(policy())).isTrue();
    }

    @Test
    void an_entry_comes_back_as_it_was_saved() {
        RosterEntry entry =
                new RosterEntry(
                        BareJid.of("romeo", "elsewhere.test"),
                        "Ro'meo \"♥\"",
                        List.of("Friends", "", "a,b{}"),
                        SubscriptionState.FROM_PENDING_OUT,
                        true,
                        false,
                        Optional.of("<status/>".getBytes(StandardCharsets.UTF_8)));

        boolean saved = save("juliet", entry.jid(), entry, 0, 1);

        RosterSnapshot roster = load("juliet");
        assertThat(saved).isTrue();
        assertThat(roster.version()).isEqualTo(1);
        assertThat(roster.entries()).singleElement().usingRecursiveComparison().isEqualTo(entry);
    }

    @Test
    void a_change_is_taken_only_from_who_has_seen_the_last_one() {
        BareJid contact = BareJid.of("a", "elsewhere.test");
        save("mercutio", contact, entry(contact, "first"), 0, 5);

        boolean stale = save("mercutio", contact, entry(contact, "stale"), 0, 6);
        boolean staleToo = save("mercutio", contact, entry(contact, "stale"), 4, 6);
        boolean seen = save("mercutio", contact, entry(contact, "second"), 5, 6);

        assertThat(stale).isFalse();
        assertThat(staleToo).isFalse();
        assertThat(seen).isTrue();
        assertThat(load("mercutio").entries())
                .extracting(RosterEntry::name)
                .containsExactly("second");
    }

    @Test
    void removing_an_entry_keeps_the_version_growing() {
        BareJid contact = BareJid.of("a", "elsewhere.test");
        save("tybalt", contact, entry(contact, "x"), 0, 1);

        boolean removed = save("tybalt", contact, null, 1, 2);

        assertThat(removed).isTrue();
        assertThat(load("tybalt")).isEqualTo(new RosterSnapshot(2, List.of(), false));
    }

    @Test
    void of_changes_made_at_once_from_one_version_one_is_taken() throws Exception {
        List<Callable<Boolean>> changes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            BareJid contact = BareJid.of("c" + i, "elsewhere.test");
            changes.add(() -> save("nurse", contact, entry(contact, "x"), 0, 1));
        }

        int taken = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var change : executor.invokeAll(changes)) {
                taken += change.get() ? 1 : 0;
            }
        }

        assertThat(taken).isEqualTo(1);
        assertThat(load("nurse").entries()).hasSize(1);
    }

    @Test
    void a_deleted_user_leaves_no_roster_behind() {
        String users = "/v1/domains/rosters.test/users";
        NODE.post(users, tenant.key(), "{\"username\":\"paris\",\"password\":\"12345678\"}");
        BareJid contact = BareJid.of("a", "elsewhere.test");
        save("paris", contact, entry(contact, "x"), 0, 9);

        NODE.send("DELETE", users + "/paris", tenant.key(), null);

        assertThat(load("paris")).isEqualTo(new RosterSnapshot(0, List.of(), false));
    }

    private static RosterEntry entry(BareJid contact, String name) {
        return new RosterEntry(
                contact, name, List.of(), SubscriptionState.BOTH, false, true, Optional.empty());
    }

    private static RosterStore store() {
        return NODE.storage().rosters();
    }

    private static RosterSnapshot load(String owner) {
        return store().load(policy(), BareJid.of(owner, "rosters.test"))
                .toCompletableFuture()
                .join();
    }

    private static boolean save(
            String owner, BareJid contact, @Nullable RosterEntry entry, long expected, long next) {
        return store().save(
                        policy(),
                        BareJid.of(owner, "rosters.test"),
                        new RosterChange(contact, entry, next),
                        expected)
                .toCompletableFuture()
                .join();
    }

    private static DomainPolicy policy() {
        return NODE.storage()
                .directory()
                .find("rosters.test")
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }
}
