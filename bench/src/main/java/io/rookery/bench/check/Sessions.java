package io.rookery.bench.check;

import io.rookery.bench.check.Finding.Kind;
import io.rookery.bench.journal.Event;
import io.rookery.bench.journal.Key;
import java.util.HashMap;
import java.util.Map;

/// One client's sessions, one after the other, as it saw them.
final class Sessions {
    private final String person;
    private final Evidence evidence;
    private final Faults faults;

    // Of the present session, which goes on over resumptions.
    private final Map<String, First> seen = new HashMap<>();
    private final Map<String, Long> lastOfSender = new HashMap<>();

    private long bound;

    // Of the page reader.
    private String lastPaged = "";

    /// When and under which stanza-id a message came first.
    private record First(long nanos, String id) {}

    Sessions(String person, Evidence evidence, Faults faults) {
        this.person = person;
        this.evidence = evidence;
        this.faults = faults;
    }

    void take(long nanos, Event event) {
        switch (event) {
            case Event.Bound _ -> {
                bound = nanos;
                seen.clear();
                lastOfSender.clear();
            }
            case Event.Resumed _ -> evidence.resumed();
            case Event.NotResumed e ->
                    evidence.found(
                            Kind.NOT_RESUMED,
                            "%s at %s: %s".formatted(person, e.edge(), e.reason()),
                            nanos);
            case Event.Closed e -> closed(nanos, e);
            case Event.Unreached _ -> {}
            case Event.Sent e -> evidence.sent(e.key(), nanos);
            case Event.Acknowledged e -> evidence.acknowledged(e.key(), nanos);
            case Event.Refused e -> evidence.refused(e.key(), e.condition(), nanos);
            case Event.Received e -> received(nanos, e);
            case Event.Paged e -> paged(nanos, e);
            case Event.Archived e -> evidence.archive(person).entry(e.id(), e.key());
        }
    }

    private void closed(long nanos, Event.Closed closed) {
        if (closed.asked()) {
            if (closed.reason().startsWith("no answer")) {
                evidence.found(Kind.NO_ANSWER, person + " at " + closed.edge(), nanos);
            }
        } else if (!faults.wasDown(closed.edge(), nanos)) {
            evidence.found(
                    Kind.CLOSED,
                    "%s at %s: %s".formatted(person, closed.edge(), closed.reason()),
                    nanos);
        }
    }

    private void received(long nanos, Event.Received received) {
        Key key = Key.parse(received.key()).orElse(null);
        boolean first = evidence.received(received.key(), nanos);
        if (key == null) {
            return;
        }
        if (!key.recipient().equals(person)) {
            evidence.found(Kind.STRANGE, person + " received " + key, nanos);
        }
        First before = seen.putIfAbsent(received.key(), new First(nanos, received.id()));
        if (before != null) {
            repeated(nanos, received, before);
            return;
        }
        if (!first) {
            evidence.found(Kind.AGAIN, key + ": had come to an earlier session", nanos);
        }
        Long last = lastOfSender.get(key.sender());
        if (last != null && last > key.number()) {
            behind(nanos, received, "%s: received after number %d".formatted(key, last));
        } else {
            lastOfSender.put(key.sender(), key.number());
        }
    }

    /// When what is pending cannot be read at a login, the session begins without it, and it
    /// follows with the time at which it was kept.
    private void behind(long nanos, Event.Received received, String what) {
        if (received.delayed() && faults.readersWereAway(bound, nanos)) {
            evidence.found(Kind.LATE, what, nanos);
        } else {
            evidence.behind(received.key(), what, nanos);
        }
    }

    /// After a crash what was pending may come again under its id; at other times nothing may.
    private void repeated(long nanos, Event.Received received, First before) {
        boolean allowed =
                received.id().equals(before.id) && faults.lostSomething(before.nanos, nanos);
        evidence.found(
                allowed ? Kind.AGAIN : Kind.REPEATED,
                received.key() + ": twice in one session",
                nanos);
    }

    private void paged(long nanos, Event.Paged paged) {
        if (paged.id().compareTo(lastPaged) <= 0) {
            evidence.found(
                    Kind.REORDERED,
                    "%s: id %s came after %s".formatted(person, paged.id(), lastPaged),
                    nanos);
        }
        lastPaged = paged.id();
        evidence.archive(person).paged(paged.id());
    }
}
