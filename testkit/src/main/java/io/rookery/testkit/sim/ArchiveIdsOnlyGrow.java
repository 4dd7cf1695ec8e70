package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Whoever always asks for what comes after the last id sees every entry: nothing appears behind a
/// reader's back (P2).
final class ArchiveIdsOnlyGrow implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> missed = new ArrayList<>();
        for (Outcome.Reader reader : outcome.readers()) {
            AccountId account = reader.account();
            List<UUID> all =
                    outcome.world().archive().all(account.tenant(), account.jid()).stream()
                            .map(Archive.Entry::id)
                            .toList();
            if (!all.equals(reader.seen())) {
                List<UUID> rest = new ArrayList<>(all);
                rest.removeAll(reader.seen());
                missed.add("a reader of the archive of " + account.jid() + " missed " + rest);
            }
        }
        return missed;
    }
}
