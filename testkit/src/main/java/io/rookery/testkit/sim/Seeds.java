package io.rookery.testkit.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/// Many simulations, on all cores of the machine.
public final class Seeds {
    private Seeds() {}

    /// What came of them.
    ///
    /// @param broken what is printed of each seed that broke a promise, the smallest first
    /// @param seeds that were run
    /// @param disasters by kind
    public record Result(
            List<String> broken,
            int seeds,
            Duration took,
            int acknowledged,
            int received,
            int records,
            int lost,
            Map<String, Integer> disasters) {
        public Result {
            broken = List.copyOf(broken);
            disasters = Map.copyOf(disasters);
        }

        /// One line, with how many seeds a second.
        @Override
        public String toString() {
            double seconds = took.toNanos() / 1e9;
            return "%d seeds in %.1f s (%.0f/s): acknowledged=%d received=%d records=%d lost=%d %s broken=%d"
                    .formatted(
                            seeds,
                            seconds,
                            seeds / seconds,
                            acknowledged,
                            received,
                            records,
                            lost,
                            new TreeMap<>(disasters),
                            broken.size());
        }
    }

    /// Runs the scenarios of these seeds, and begins none after `most`.
    public static Result run(LongStream seeds, Duration most) {
        return run(seeds, most, seed -> Simulation.run(Scenario.ofSeed(seed)));
    }

    /// Runs one seed after another until one breaks a promise.
    ///
    /// @return which did, and the first thing that it broke; empty when none from `first` to `last`
    ///   does
    public static String firstBroken(long first, long last) {
        for (long seed = first; seed <= last; seed++) {
            try {
                List<String> violations = Simulation.run(Scenario.ofSeed(seed)).violations();
                if (!violations.isEmpty()) {
                    return seed + ": " + violations.getFirst();
                }
            } catch (RuntimeException e) {
                return seed + ": " + e;
            }
        }
        return "";
    }

    private static Result run(
            LongStream seeds, Duration most, LongFunction<Simulation.Report> simulation) {
        long begun = System.nanoTime();
        ConcurrentLinkedQueue<Simulation.Report> reports = new ConcurrentLinkedQueue<>();
        seeds.parallel()
                .forEach(seed -> {
                    if (System.nanoTime() - begun < most.toNanos()) {
                        reports.add(simulation.apply(seed));
                    }
                });
        return sum(List.copyOf(reports), Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Result sum(List<Simulation.Report> reports, Duration took) {
        List<Simulation.Report> broken = new ArrayList<>();
        Map<String, Integer> disasters = new TreeMap<>();
        int acknowledged = 0;
        int received = 0;
        int records = 0;
        int lost = 0;
        for (Simulation.Report report : reports) {
            Simulation.Facts facts = report.facts();
            acknowledged += facts.acknowledged();
            received += facts.received();
            records += facts.records();
            lost += facts.lost();
            facts.disasters().forEach((kind, count) -> disasters.merge(kind, count, Integer::sum));
            if (!report.violations().isEmpty()) {
                broken.add(report);
            }
        }
        broken.sort((a, b) -> Long.compare(a.scenario().seed(), b.scenario().seed()));
        return new Result(
                broken.stream().map(Simulation.Report::toString).toList(),
                reports.size(),
                took,
                acknowledged,
                received,
                records,
                lost,
                disasters);
    }
}
