package io.rookery.testkit.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A client under stream management gets no message twice, unless it has resumed its session or
/// begun another in between (P4).
final class NothingDeliveredTwice implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> twice = new ArrayList<>();
        for (SimClient client : outcome.clients()) {
            Set<String> seen = new HashSet<>();
            for (Diary.Received received : client.diary().received()) {
                if (!received.id().isEmpty() && !seen.add(received.link() + " " + received.id())) {
                    twice.add(client.name() + " got " + received.id() + " twice");
                }
            }
        }
        return twice;
    }
}
