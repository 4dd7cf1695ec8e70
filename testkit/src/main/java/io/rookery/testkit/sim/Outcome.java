package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.testkit.fake.FakeArchive;
import io.rookery.testkit.world.World;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.xml.Namespaces;
import java.util.List;
import java.util.UUID;

/// A simulation that has come to rest.
///
/// @param pages ids that a reader of each archive saw, who paged after the last one all the time
public record Outcome(
        World world, List<AccountId> accounts, List<SimClient> clients, List<Reader> pages) {
    public Outcome {
        accounts = List.copyOf(accounts);
        clients = List.copyOf(clients);
        pages = List.copyOf(pages);
    }

    /// What one reader saw.
    record Reader(AccountId account, List<UUID> seen) {}

    /// Bodies of the archived messages of an account, in order of ids.
    List<String> archived(AccountId account) {
        return bodies(world.archive().all(account.tenant(), account.jid()));
    }

    /// Bodies of its pending messages.
    List<String> pending(AccountId account) {
        return bodies(world.archive().allPending(account.tenant(), account.jid()));
    }

    private static List<String> bodies(List<Archive.Entry> entries) {
        return entries.stream()
                .map(FakeArchive::stanza)
                .map(stanza ->
                        stanza instanceof Message message
                                ? String.valueOf(
                                        message.payload().childText("body", Namespaces.CLIENT))
                                : "")
                .toList();
    }

    /// Who the clients of an account are.
    List<SimClient> clientsOf(AccountId account) {
        return clients.stream().filter(client -> client.account().equals(account)).toList();
    }
}
