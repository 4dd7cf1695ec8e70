package io.rookery.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The figures of one run: printed as lines for people, and as one line of `key=value` for
/// programs.
public final class Report {
    private record Figure(String key, String value, String unit) {}

    private final String scenario;
    private final List<Figure> figures = new ArrayList<>();

    public Report(String scenario) {
        this.scenario = scenario;
    }

    /// Adds a figure.
    ///
    /// @param key lower-case words joined by underscores
    public Report add(String key, double value, String unit) {
        String text =
                value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : String.format(Locale.ROOT, "%.4g", value);
        if (text.contains("e")) {
            text = String.format(Locale.ROOT, "%.1f", value);
        }
        figures.add(new Figure(key, text, unit));
        return this;
    }

    /// The lines for people, and then the one for programs.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Figure figure : figures) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %-28s %12s %s%n",
                            figure.key(),
                            figure.value(),
                            figure.unit()));
        }
        text.append("result scenario=").append(scenario);
        for (Figure figure : figures) {
            text.append(' ').append(figure.key()).append('=').append(figure.value());
        }
        return text.append(System.lineSeparator()).toString();
    }
}
