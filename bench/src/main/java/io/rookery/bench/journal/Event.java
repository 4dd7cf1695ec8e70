package io.rookery.bench.journal;

import java.util.List;

/// Something that happened to a client, as it saw it.
public sealed interface Event {

    /// A session began: the client bound on this edge, with nothing of an earlier one.
    record Bound(String edge) implements Event {}

    /// The session goes on at this edge (XEP-0198 §5), without the stanzas that it has taken.
    record Resumed(String edge) implements Event {}

    /// The server would not resume the session; the client binds anew.
    record NotResumed(String edge, String reason) implements Event {}

    /// The client's connection ended.
    ///
    /// @param asked whether the client wanted it
    record Closed(String edge, boolean asked, String reason) implements Event {}

    /// No connection or no login.
    record Unreached(String edge, String reason) implements Event {}

    /// A message was written to the socket.
    ///
    /// @param again not for the first time
    record Sent(String key, boolean again) implements Event {}

    /// The server has counted the message (XEP-0198 `<a/>`, or `h` of a resumption).
    record Acknowledged(String key) implements Event {}

    /// The message came back as an error.
    record Refused(String key, String condition) implements Event {}

    /// A message came.
    ///
    /// @param id its stanza-id in the recipient's archive (XEP-0359), empty without
    /// @param delayed whether the server says that it had been kept (XEP-0203)
    record Received(String key, String id, boolean delayed) implements Event {}

    /// The reader that pages after its last id saw an entry.
    record Paged(String id, String key) implements Event {}

    /// An entry of the whole archive, read from its beginning when all was over.
    record Archived(String id, String key) implements Event {}

    /// Its name and its fields, as they stand in a journal.
    default List<String> fields() {
        return switch (this) {
            case Bound e -> List.of("bound", e.edge);
            case Resumed e -> List.of("resumed", e.edge);
            case NotResumed e -> List.of("not-resumed", e.edge, e.reason);
            case Closed e -> List.of("closed", e.edge, e.asked ? "asked" : "unasked", e.reason);
            case Unreached e -> List.of("unreached", e.edge, e.reason);
            case Sent e -> List.of("sent", e.key, e.again ? "again" : "first");
            case Acknowledged e -> List.of("acknowledged", e.key);
            case Refused e -> List.of("refused", e.key, e.condition);
            case Received e -> List.of("received", e.key, e.id, e.delayed ? "delayed" : "at once");
            case Paged e -> List.of("paged", e.id, e.key);
            case Archived e -> List.of("archived", e.id, e.key);
        };
    }

    /// Reads what [#fields()] gave.
    ///
    /// @throws IllegalArgumentException when it is no event
    static Event of(List<String> fields) {
        try {
            return switch (fields.getFirst()) {
                case "bound" -> new Bound(fields.get(1));
                case "resumed" -> new Resumed(fields.get(1));
                case "not-resumed" -> new NotResumed(fields.get(1), fields.get(2));
                case "closed" ->
                        new Closed(fields.get(1), fields.get(2).equals("asked"), fields.get(3));
                case "unreached" -> new Unreached(fields.get(1), fields.get(2));
                case "sent" -> new Sent(fields.get(1), fields.get(2).equals("again"));
                case "acknowledged" -> new Acknowledged(fields.get(1));
                case "refused" -> new Refused(fields.get(1), fields.get(2));
                case "received" ->
                        new Received(fields.get(1), fields.get(2), fields.get(3).equals("delayed"));
                case "paged" -> new Paged(fields.get(1), fields.get(2));
                case "archived" -> new Archived(fields.get(1), fields.get(2));
                default -> throw unknown(fields);
            };
        } catch (IndexOutOfBoundsException e) {
            throw unknown(fields);
        }
    }

    private static IllegalArgumentException unknown(List<String> fields) {
        return new IllegalArgumentException("event: " + fields + " (expected: as written here)");
    }
}
