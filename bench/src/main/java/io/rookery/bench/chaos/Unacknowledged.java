package io.rookery.bench.chaos;

import io.rookery.bench.journal.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client has sent in its session and the server has not yet counted (XEP-0198 §4). Confined
/// to who holds the client's lock.
final class Unacknowledged {
    private final Deque<Sent> open = new ArrayDeque<>();
    private long sent;

    /// One stanza.
    ///
    /// @param number in the session, from 1
    /// @param key of a message of the run, null of anything else
    record Sent(long number, String xml, @Nullable Key key) {}

    /// Counts a stanza that is about to be sent.
    void add(String xml, @Nullable Key key) {
        open.add(new Sent(++sent, xml, key));
    }

    /// The server has counted so many.
    ///
    /// @return messages that it counted now for the first time
    List<Key> acknowledged(long count) {
        List<Key> counted = new ArrayList<>();
        while (!open.isEmpty() && open.getFirst().number() <= count) {
            Key key = open.removeFirst().key();
            if (key != null) {
                counted.add(key);
            }
        }
        return counted;
    }

    /// What has to be sent once more after a resumption.
    List<Sent> open() {
        return List.copyOf(open);
    }

    /// Begins a new session.
    ///
    /// @return messages of the old one that nobody has acknowledged, in their order
    List<Sent> restart() {
        List<Sent> left = open.stream().filter(each -> each.key() != null).toList();
        open.clear();
        sent = 0;
        return left;
    }

    int size() {
        return open.size();
    }

    /// How many of them are messages of the run.
    long messages() {
        return open.stream().filter(each -> each.key() != null).count();
    }
}
