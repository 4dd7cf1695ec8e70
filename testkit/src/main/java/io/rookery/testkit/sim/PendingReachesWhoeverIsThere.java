package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import java.util.ArrayList;
import java.util.List;

/// At rest nothing is pending for an account while one of its clients is connected: pending
/// messages are neither lost nor forgotten (XEP-0160).
final class PendingReachesWhoeverIsThere implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> wrong = new ArrayList<>();
        for (AccountId account : outcome.accounts()) {
            boolean there =
                    outcome.clients().stream()
                            .anyMatch(
                                    client -> client.account().equals(account) && client.isReady());
            if (there && !outcome.pending(account).isEmpty()) {
                wrong.add(account.jid() + " is there, and has pending " + outcome.pending(account));
            }
        }
        return wrong;
    }
}
