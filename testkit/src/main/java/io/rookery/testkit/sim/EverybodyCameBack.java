package io.rookery.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/// When nothing goes wrong any more every client that has not gone for good is connected, and
/// nothing that it sent is unacknowledged for ever.
final class EverybodyCameBack implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        List<String> wrong = new ArrayList<>();
        for (SimClient client : outcome.clients()) {
            if (!client.isWanted()) {
                continue;
            }
            if (!client.isReady()) {
                wrong.add(client.name() + " is not connected");
            } else if (client.unacknowledged() > 0) {
                wrong.add(client.name() + " has " + client.unacknowledged() + " unacknowledged");
            }
        }
        return wrong;
    }
}
