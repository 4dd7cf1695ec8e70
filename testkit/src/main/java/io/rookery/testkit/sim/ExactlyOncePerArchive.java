package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// No message is twice in one archive (P2).
final class ExactlyOncePerArchive implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> twice = new ArrayList<>();
        for (AccountId account : outcome.accounts()) {
            Set<String> seen = new HashSet<>();
            for (String body : outcome.archived(account)) {
                if (!seen.add(body)) {
                    twice.add(body + " is twice in the archive of " + account.jid());
                }
            }
        }
        return twice;
    }
}
