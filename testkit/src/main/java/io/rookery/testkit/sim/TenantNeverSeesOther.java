package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.testkit.fake.FakeArchive;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Stanza;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nothing of one tenant reaches a client or an archive of another (P5).
final class TenantNeverSeesOther implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> leaks = new ArrayList<>();
        for (SimClient client : outcome.clients()) {
            for (Diary.Received received : client.diary().received()) {
                check(received.stanza(), client.account(), "client " + client.name(), leaks);
            }
        }
        for (AccountId account : outcome.accounts()) {
            for (Archive.Entry entry :
                    outcome.world().archive().all(account.tenant(), account.jid())) {
                check(FakeArchive.stanza(entry), account, "archive of " + account.jid(), leaks);
            }
        }
        return leaks;
    }

    private static void check(Stanza stanza, AccountId account, String where, List<String> leaks) {
        String domain = account.jid().domain();
        if (isForeign(stanza.from(), domain) || isForeign(stanza.to(), domain)) {
            leaks.add(where + " has " + stanza);
        }
    }

    private static boolean isForeign(@Nullable Jid jid, String domain) {
        return jid != null && !jid.domain().equals(domain);
    }
}
