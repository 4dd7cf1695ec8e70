package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A message that was acknowledged and not refused is in both archives, and a client of its
/// recipient has it or it is pending (P1).
final class NoAcknowledgedMessageLost implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> lost = new ArrayList<>();
        for (SimClient client : outcome.clients()) {
            Set<String> own = new HashSet<>(outcome.archived(client.account()));
            client.diary()
                    .messages()
                    .forEach((id, sent) -> {
                        AccountId to = new AccountId(client.account().tenant(), sent.to);
                        if (sent.acknowledged && !sent.refused && outcome.accounts().contains(to)) {
                            check(outcome, id, own, to, lost);
                        }
                    });
        }
        return lost;
    }

    private static void check(
            Outcome outcome, String id, Set<String> own, AccountId to, List<String> lost) {
        if (!own.contains(id)) {
            lost.add(id + " is not in its sender's archive");
        }
        if (!outcome.archived(to).contains(id)) {
            lost.add(id + " is not in the archive of " + to.jid());
        }
        if (!outcome.taken(to).contains(id) && !outcome.pending(to).contains(id)) {
            lost.add(id + " was neither taken by a client of " + to.jid() + " nor is it pending");
        }
    }
}
