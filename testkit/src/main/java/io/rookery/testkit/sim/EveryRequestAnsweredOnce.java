package io.rookery.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/// A request that was acknowledged in a session that still stands has been answered; where nothing
/// was lost, exactly once (RFC 6120 §8.2.3). After the loss of an owner a request that was worked
/// on is answered with an error as well, since nobody knows that it was answered.
final class EveryRequestAnsweredOnce implements Invariant {
    private final boolean exactly;

    /// @param exactly no owner was lost
    EveryRequestAnsweredOnce(boolean exactly) {
        this.exactly = exactly;
    }

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
                        if (exactly && asked.answers > 1) {
                            wrong.add(
                                    client.name() + " got " + asked.answers + " answers to " + id);
                        }
                    });
        }
        return wrong;
    }
}
