package io.rookery.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The figures of all runs, as `bench/compare` collects them: lines of `server=… run=… key=value
/// …`.
public final class Runs {
    private record Key(String server, String run, String figure) {}

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();

    /// Reads lines; what is no number is passed over.
    ///
    /// @throws IllegalArgumentException when a line names no server or run
    public static Runs read(List<String> lines) {
        Runs runs = new Runs();
        for (String line : lines) {
            if (!line.isBlank()) {
                runs.add(line);
            }
        }
        return runs;
    }

    private void add(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : line.trim().split(" ", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        String server = fields.remove("server");
        String run = fields.remove("run");
        if (server == null || run == null) {
            throw new IllegalArgumentException(
                    "result: " + line + " (expected: server=… run=… key=value …)");
        }
        fields.forEach((figure, value) -> {
            if (value.matches("-?[0-9]+(\\.[0-9]+)?")) {
                values.computeIfAbsent(new Key(server, run, figure), key -> new ArrayList<>())
                        .add(Double.valueOf(value));
            }
        });
    }

    /// The figure of each run in the order of the runs; empty when there is none.
    List<Double> of(String server, String run, String figure) {
        return List.copyOf(values.getOrDefault(new Key(server, run, figure), List.of()));
    }

    /// The median, the mean of the middle two where their number is even.
    OptionalDouble median(String server, String run, String figure) {
        List<Double> sorted = of(server, run, figure).stream().sorted().toList();
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1
                        ? sorted.get(middle)
                        : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
