package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.testkit.world.EdgeNode;
import java.util.ArrayList;
import java.util.List;

/// At rest an edge holds a session only for a client that is connected to it: a session that has
/// gone on elsewhere is nobody's any more (docs/protocol.md §2, *attachment*).
final class SessionsAttachedOnce implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> wrong = new ArrayList<>();
        for (EdgeNode edge : outcome.world().liveEdges()) {
            for (AccountId account : outcome.accounts()) {
                long connected =
                        outcome.clients().stream()
                                .filter(client -> client.account().equals(account))
                                .filter(client -> client.edge() == edge)
                                .count();
                long held = edge.sessions(account);
                if (held != connected) {
                    wrong.add(
                            edge.name()
                                    + " holds "
                                    + held
                                    + " sessions of "
                                    + account.jid()
                                    + " for "
                                    + connected
                                    + " clients");
                }
            }
        }
        return wrong;
    }
}
