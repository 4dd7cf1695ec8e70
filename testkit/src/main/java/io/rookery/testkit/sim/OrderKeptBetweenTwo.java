package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one client sends to one account is in both archives in the order in which it was sent, and
/// arrives so at each session that was there (RFC 6120 §10.1).
final class OrderKeptBetweenTwo implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        Map<String, Diary.Sent> sent = new HashMap<>();
        Map<String, String> sender = new HashMap<>();
        for (SimClient client : outcome.clients()) {
            sent.putAll(client.diary().messages());
            client.diary().messages().keySet().forEach(id -> sender.put(id, client.name()));
        }
        List<String> wrong = new ArrayList<>();
        for (AccountId account : outcome.accounts()) {
            check(outcome.archived(account), sent, sender, "archive of " + account.jid(), wrong);
        }
        for (SimClient client : outcome.clients()) {
            Map<Integer, List<String>> bySession = new HashMap<>();
            Set<String> seen = new HashSet<>();
            for (Diary.Received received : client.diary().received()) {
                if (!received.delayed() && seen.add(received.session() + " " + received.id())) {
                    bySession
                            .computeIfAbsent(received.session(), key -> new ArrayList<>())
                            .add(received.id());
                }
            }
            bySession
                    .values()
                    .forEach(ids -> check(ids, sent, sender, "client " + client.name(), wrong));
        }
        return wrong;
    }

    private static void check(
            List<String> ids,
            Map<String, Diary.Sent> sent,
            Map<String, String> sender,
            String where,
            List<String> wrong) {
        Map<String, Integer> last = new HashMap<>();
        for (String id : ids) {
            Diary.Sent message = sent.get(id);
            if (message != null) {
                String pair = sender.get(id) + '>' + message.to;
                Integer before = last.put(pair, message.number);
                if (before != null && before > message.number) {
                    wrong.add(where + ": " + id + " comes after number " + before);
                }
            }
        }
    }
}
