package io.rookery.bench.check;

import io.rookery.bench.journal.Event;
import io.rookery.bench.journal.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A run that never was: two people and what their clients would have written down. Each event is a
/// second after the one before.
final class Told {
    static final String JULIET = "juliet@x";
    static final String ROMEO = "romeo@x";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Faults faults = new Faults();
    private final Evidence evidence = new Evidence(faults);
    private final Map<String, Sessions> clients = new LinkedHashMap<>();
    private long now;
    private @Nullable Verdict verdict;

    Told() {
        fault("begin", "core");
    }

    static String key(long number) {
        return new Key("r", JULIET, ROMEO, number).toString();
    }

    static String id(long number) {
        return "id-%03d".formatted(number);
    }

    Told fault(String... line) {
        now += SECOND;
        faults.take(now, List.of(line));
        return this;
    }

    Told event(String person, Event event) {
        now += SECOND;
        clients.computeIfAbsent(person, evidence::client).take(now, event);
        return this;
    }

    Told acknowledged(long number) {
        event(JULIET, new Event.Sent(key(number), false));
        return event(JULIET, new Event.Acknowledged(key(number)));
    }

    Told received(long number) {
        return event(ROMEO, new Event.Received(key(number), id(number), false));
    }

    /// In both archives, on the pages of both, and in both tables.
    Told archived(long number) {
        return archived(JULIET, id(number), key(number)).archived(ROMEO, id(number), key(number));
    }

    Told archived(String owner, String id, String key) {
        paged(owner, id, key);
        return archivedUnseen(owner, id, key);
    }

    Told archivedUnseen(String owner, String id, String key) {
        event(owner, new Event.Archived(id, key));
        return row(owner, id, key);
    }

    Told paged(String owner, String id, String key) {
        return event(owner, new Event.Paged(id, key));
    }

    Told row(String owner, String id, String key) {
        evidence.archive(owner).row(id, key);
        return this;
    }

    Told pending(String owner, String id) {
        evidence.archive(owner).pending(id);
        return this;
    }

    /// A message of which all is well.
    Told whole(long number) {
        return acknowledged(number).received(number).archived(number);
    }

    /// Nothing is told after this.
    Verdict verdict() {
        if (verdict == null) {
            verdict = evidence.verdict();
        }
        return verdict;
    }

    List<Finding.Kind> found() {
        return verdict().findings().stream().map(Finding::kind).distinct().toList();
    }
}
