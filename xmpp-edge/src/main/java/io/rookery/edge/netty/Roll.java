package io.rookery.edge.netty;

import io.rookery.edge.session.Session;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.xmpp.jid.FullJid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Lists who is connected to this edge, for operators. Every connection is looked at, and only
/// those that are shown are asked, each on its own thread.
final class Roll {

    private Roll() {}

    static CompletionStage<List<SeenSession>> call(
            Collection<Connection> connections, SessionsWanted wanted) {
        TreeMap<String, Connection> first = new TreeMap<>();
        for (Connection connection : connections) {
            Session session = connection.session();
            FullJid jid = session == null ? null : session.jid();
            if (jid == null || !isWanted(jid, wanted)) {
                continue;
            }
            String name = jid.toString();
            if (name.compareTo(wanted.after()) > 0) {
                first.put(name, connection);
                if (first.size() > wanted.limit()) {
                    first.pollLastEntry();
                }
            }
        }
        List<CompletableFuture<Optional<SeenSession>>> asked = new ArrayList<>();
        first.values().forEach(connection -> asked.add(connection.seen()));
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ ->
                        asked.stream()
                                .flatMap(answer -> answer.join().stream())
                                .sorted(Comparator.comparing(seen -> seen.jid().toString()))
                                .toList());
    }

    private static boolean isWanted(FullJid jid, SessionsWanted wanted) {
        return (wanted.domain().isEmpty() || jid.domain().equals(wanted.domain()))
                && (wanted.user().isEmpty() || jid.bare().toString().equals(wanted.user()));
    }
}
