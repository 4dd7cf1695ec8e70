package io.rookery.bench.check;

import io.rookery.bench.check.Finding.Kind;
import io.rookery.bench.journal.Event;
import io.rookery.bench.journal.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// One client's sessions, one after the other, as it saw them.
final class Sessions {
    private final String person;
    private final Evidence evidence;
    private final Faults faults;

    // Of the present session, which goes on over resumptions.
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Long> lastOfSender = new HashMap<>();

    // Of the page reader.
    private String lastPaged = "";

    Sessions(String person, Evidence evidence, Faults faults) {
        this.person = person;
        this.evidence = evidence;
        this.faults = faults;
    }

    void take(long nanos, Event event) {
        switch (event) {
            case Event.Bound _ -> {
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
        if (!seen.add(received.key())) {
            evidence.found(Kind.REPEATED, key + ": twice in one session", nanos);
            return;
        }
        if (!first) {
            evidence.found(Kind.AGAIN, key + ": had come to an earlier session", nanos);
        }
        Long last = lastOfSender.get(key.sender());
        if (last != null && last > key.number()) {
            evidence.found(
                    Kind.REORDERED, "%s: received after number %d".formatted(key, last), nanos);
        } else {
            lastOfSender.put(key.sender(), key.number());
        }
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
