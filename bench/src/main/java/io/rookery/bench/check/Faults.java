package io.rookery.bench.check;

import io.rookery.bench.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/// What was broken when, as the driver wrote it down.
final class Faults {
    private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final Set<String> HOLDERS = Set.of("core", "edge", "broker");
    // Archivers read nothing from a broker's partitions until others lead them.
    private static final Set<String> READERS = Set.of("archiver", "storage", "broker");
    private static final long CATCH_UP = TimeUnit.SECONDS.toNanos(60);
    private static final long NEAR_BEFORE = TimeUnit.SECONDS.toNanos(20);
    private static final long NEAR_AFTER = TimeUnit.SECONDS.toNanos(3);

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, List<Down>> downs = new HashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> hit = new HashSet<>();
    private long begin;
    private long end;

    /// @param loses whether what the process held may have been lost, or have been given to others
    private record Fault(long nanos, String role, String what, boolean loses) {}

    /// @param to the greatest time while it is still down
    private record Down(long from, long to) {}

    static Faults read(Path file) throws IOException {
        Faults faults = new Faults();
        Journal.lines(file, faults::take);
        return faults;
    }

    /// Takes a line: `begin` with the roles to be hit and the marks that faults are to have,
    /// `fault` with the role, what it is, and its marks, `blink` with a role and what it is: a
    /// fault that loses nothing; `down` and `up` with a node, `end`.
    void take(long nanos, List<String> line) {
        switch (line.getFirst()) {
            case "begin" -> {
                begin = nanos;
                wanted.addAll(line.subList(1, line.size()));
            }
            case "fault" -> {
                hit.add(line.get(1));
                hit.addAll(line.subList(3, line.size()));
                faults.add(new Fault(nanos, line.get(1), line.get(2), true));
            }
            case "blink" -> {
                hit.add(line.get(1));
                faults.add(new Fault(nanos, line.get(1), line.get(2), false));
            }
            case "down" ->
                    downs.computeIfAbsent(line.get(1), node -> new ArrayList<>())
                            .add(new Down(nanos, Long.MAX_VALUE));
            case "up" -> {
                List<Down> of = downs.getOrDefault(line.get(1), List.of());
                of.replaceAll(
                        each -> each.to == Long.MAX_VALUE ? new Down(each.from, nanos) : each);
            }
            case "end" -> end = nanos;
            default ->
                    throw new IllegalArgumentException(
                            "fault: " + line + " (expected: begin, fault, blink, down, up or end)");
        }
    }

    boolean wasDown(String node, long nanos) {
        return downs.getOrDefault(node, List.of()).stream()
                .anyMatch(each ->
                        each.from <= nanos
                                && (each.to == Long.MAX_VALUE || nanos <= each.to + SLACK));
    }

    /// Whether a process that holds messages or sessions was lost or halted in that time.
    boolean lostSomething(long from, long to) {
        return any(HOLDERS, from, to);
    }

    /// Whether the database, an archiver or a broker was lost or halted then or shortly before.
    boolean readersWereAway(long from, long to) {
        return any(READERS, from - CATCH_UP, to);
    }

    private boolean any(Set<String> roles, long from, long to) {
        return faults.stream()
                .anyMatch(each ->
                        each.loses
                                && roles.contains(each.role)
                                && each.nanos >= from
                                && each.nanos <= to);
    }

    /// Faults shortly before a time, for people.
    String near(long nanos) {
        List<String> near =
                faults.stream()
                        .filter(each ->
                                each.nanos > nanos - NEAR_BEFORE && each.nanos < nanos + NEAR_AFTER)
                        .map(each -> each.what + " at " + seconds(each.nanos))
                        .toList();
        return near.isEmpty() ? "no fault near" : String.join(", ", near);
    }

    /// Since the beginning.
    String seconds(long nanos) {
        return "%.3f s".formatted((nanos - begin) / 1e9);
    }

    int count() {
        return faults.size();
    }

    double seconds() {
        return (end - begin) / 1e9;
    }

    /// When it began and when it ended.
    LongStream ends() {
        return LongStream.of(begin, end);
    }

    boolean within(long nanos) {
        return nanos >= begin && nanos <= end;
    }

    /// How many equal parts of a minute or more its time has; one, when it was shorter.
    int minutes() {
        return Math.max(1, (int) (seconds() / 60));
    }

    /// In which of these parts a time is that is within a run that took some, from 0.
    int minute(long nanos) {
        return (int) Math.min(minutes() - 1, (nanos - begin) * minutes() / (end - begin));
    }

    /// Roles and marks that should have been hit and were not.
    Set<String> spared() {
        Set<String> spared = new HashSet<>(wanted);
        spared.removeAll(hit);
        return spared;
    }
}
