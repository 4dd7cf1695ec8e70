package io.rookery.bench.check;

import io.rookery.bench.check.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// What came of a run.
record Verdict(List<Trail> trails, List<Finding> findings, long resumed, Faults faults) {
    private static final double LEAST_RATE = 200;
    private static final double SECONDS_A_FAULT = 5;

    long count(Kind kind) {
        return findings.stream().filter(each -> each.kind() == kind).count();
    }

    boolean promisesKept() {
        return findings.stream().noneMatch(each -> each.kind().isBroken());
    }

    /// Why the run proves nothing though it broke nothing; empty when it counts.
    List<String> reservations() {
        List<String> reservations = new ArrayList<>();
        if (leastRate() < LEAST_RATE) {
            reservations.add(
                    "%.0f messages acknowledged a second in the worst minute (expected: %.0f)"
                            .formatted(leastRate(), LEAST_RATE));
        }
        if (faults.count() * SECONDS_A_FAULT < faults.seconds()) {
            reservations.add(
                    "%d faults in %.0f s (expected: one in %.0f s at least)"
                            .formatted(faults.count(), faults.seconds(), SECONDS_A_FAULT));
        }
        Set<String> spared = new TreeSet<>(faults.spared());
        if (!spared.isEmpty()) {
            reservations.add("not hit: " + String.join(", ", spared));
        }
        return reservations;
    }

    private double rate() {
        return DoubleStream.of(rates()).average().orElse(0);
    }

    /// In that minute in which they were fewest.
    private double leastRate() {
        return DoubleStream.of(rates()).min().orElse(0);
    }

    /// Messages acknowledged a second in each minute of the run; none when it took no time.
    private double[] rates() {
        if (faults.seconds() <= 0) {
            return new double[0];
        }
        long[] counts = new long[faults.minutes()];
        trails.stream()
                .filter(each -> faults.within(each.acknowledged))
                .forEach(each -> counts[faults.minute(each.acknowledged)]++);
        return LongStream.of(counts)
                .mapToDouble(count -> count * counts.length / faults.seconds())
                .toArray();
    }

    /// All of it in one line.
    String line() {
        return ("sent=%d acknowledged=%d lost=%d duplicated=%d reordered=%d missed=%d"
                        + " closed-by-core-loss=%d repeated=%d strange=%d resumed=%d not-resumed=%d"
                        + " again=%d refused=%d late=%d no-answer=%d faults=%d rate=%.0f"
                        + " worst-minute=%.0f slowest=%.1fs slowest-delivery=%.1fs silence=%.1fs")
                .formatted(
                        trails.stream().filter(each -> each.sent != 0).count(),
                        trails.stream().filter(each -> each.acknowledged != 0).count(),
                        count(Kind.LOST),
                        count(Kind.DUPLICATED),
                        count(Kind.REORDERED),
                        count(Kind.MISSED),
                        count(Kind.CLOSED),
                        count(Kind.REPEATED),
                        count(Kind.STRANGE),
                        resumed,
                        count(Kind.NOT_RESUMED),
                        count(Kind.AGAIN),
                        count(Kind.REFUSED),
                        count(Kind.LATE),
                        count(Kind.NO_ANSWER),
                        faults.count(),
                        rate(),
                        leastRate(),
                        slowest(each -> each.acknowledged),
                        slowest(each -> each.received),
                        silence());
    }

    /// The longest time, while processes were broken, in which nothing was acknowledged; seconds.
    private double silence() {
        long[] times =
                LongStream.concat(
                                trails.stream()
                                        .mapToLong(each -> each.acknowledged)
                                        .filter(faults::within),
                                faults.ends())
                        .sorted()
                        .toArray();
        return IntStream.range(1, times.length)
                        .mapToLong(i -> times[i] - times[i - 1])
                        .max()
                        .orElse(0)
                / 1e9;
    }

    private double slowest(ToLongFunction<Trail> until) {
        return trails.stream()
                        .filter(each -> each.sent != 0 && until.applyAsLong(each) != 0)
                        .mapToLong(each -> until.applyAsLong(each) - each.sent)
                        .max()
                        .orElse(0)
                / 1e9;
    }

    /// Every finding on a line of its own, the broken promises first.
    List<String> details() {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::kind).thenComparingLong(Finding::nanos))
                .map(each ->
                        "%s at %s: %s [%s]"
                                .formatted(
                                        each.kind(),
                                        faults.seconds(each.nanos()),
                                        each.what(),
                                        faults.near(each.nanos())))
                .toList();
    }
}
