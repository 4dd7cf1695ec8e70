package io.rookery.server.observability;

import java.util.List;
import java.util.Locale;

/// One metric as it is declared: everything that its line in `docs/metrics.md` says.
///
/// @param name by the conventions of OpenTelemetry; Prometheus shows it with `_` for `.`, and with
///   its unit
/// @param unit in UCUM: `s`, `By`, or what is counted in braces
/// @param doc one sentence
record Metric(String name, Kind kind, String unit, String doc, List<Label> labels) {

    /// What a value can do.
    enum Kind {
        /// Only grows.
        COUNTER,
        /// Grows and shrinks, and may be added over nodes.
        UP_DOWN,
        /// A value of this moment.
        GAUGE,
        /// How values are distributed.
        HISTOGRAM;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    Metric {
        labels = List.copyOf(labels);
    }

    static Metric counter(String name, String unit, String doc, Label... labels) {
        return new Metric(name, Kind.COUNTER, unit, doc, List.of(labels));
    }

    static Metric upDown(String name, String unit, String doc, Label... labels) {
        return new Metric(name, Kind.UP_DOWN, unit, doc, List.of(labels));
    }

    static Metric gauge(String name, String unit, String doc, Label... labels) {
        return new Metric(name, Kind.GAUGE, unit, doc, List.of(labels));
    }

    static Metric histogram(String name, String unit, String doc, Label... labels) {
        return new Metric(name, Kind.HISTOGRAM, unit, doc, List.of(labels));
    }

    /// The name under which Prometheus shows it; a histogram's series end in `_bucket`, `_count`,
    /// `_sum`.
    String prometheusName() {
        String base = name.replace('.', '_');
        String suffix =
                switch (unit) {
                    case "s" -> "_seconds";
                    case "By" -> "_bytes";
                    case "1" -> kind == Kind.GAUGE ? "_ratio" : "";
                    default -> "";
                };
        String withUnit = base.endsWith(suffix) ? base : base + suffix;
        return kind == Kind.COUNTER ? withUnit + "_total" : withUnit;
    }
}
