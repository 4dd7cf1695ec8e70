package io.rookery.bench.journal;

import java.util.Optional;

/// Names one chat message of a run. It is the message's body, its id and its origin-id.
///
/// @param sender bare JID of the sender
/// @param recipient bare JID of the recipient
/// @param number from 1 without holes, of this sender to this recipient
public record Key(String run, String sender, String recipient, long number) {
    private static final int PARTS = 4;

    @Override
    public String toString() {
        return run + '/' + sender + '/' + recipient + '/' + number;
    }

    /// Reads what [#toString()] wrote; nothing when it is anything else.
    public static Optional<Key> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Key(parts[0], parts[1], parts[2], Long.parseLong(parts[3])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
