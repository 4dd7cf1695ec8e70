package io.rookery.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/// A request that was acknowledged in a session that still stands has been answered, and not twice
/// unless the session was resumed in between (RFC 6120 §8.2.3).
final class EveryRequestAnsweredOnce implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> wrong = new ArrayList<>();
        for (SimClient client : outcome.clients()) {
            client.diary()
                    .requests()
                    .forEach((id, asked) -> {
                        boolean due =
                                asked.acknowledged
                                        && client.isReady()
                                        && asked.session == client.session();
                        if (due && asked.answers == 0) {
                            wrong.add(client.name() + " got no answer to " + id);
                        }
                        if (asked.twice) {
                            wrong.add(
                                    client.name() + " got " + asked.answers + " answers to " + id);
                        }
                    });
        }
        return wrong;
    }
}
