package io.rookery.server.observability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Every metric that there is, and the tables of `docs/metrics.md` that are made of them.
public final class MetricsPage {
    static final Map<String, List<Metric>> AREAS = areas();

    private MetricsPage() {}

    private static Map<String, List<Metric>> areas() {
        Map<String, List<Metric>> areas = new LinkedHashMap<>();
        areas.put("Edge", EdgeMetrics.ALL);
        areas.put("Accounts and shards", CoreMetrics.ALL);
        areas.put("Log, archiver, archives", ArchiveMetrics.ALL);
        areas.put("Hooks", HookMetrics.ALL);
        areas.put("Tenant API", ApiMetrics.ALL);
        areas.put("Database connections", PoolMetrics.ALL);
        areas.put("Kafka clients", KafkaMetrics.ALL);
        areas.put("Process", JvmMetrics.ALL);
        return areas;
    }

    static List<Metric> all() {
        return AREAS.values().stream().flatMap(List::stream).toList();
    }

    /// The tables in Markdown, one an area.
    public static String tables() {
        StringBuilder page = new StringBuilder();
        AREAS.forEach((area, metrics) -> {
            page.append("## ").append(area).append("\n\n");
            page.append("| metric | at `/metrics` | kind | unit | what it says | by |\n");
            page.append("|---|---|---|---|---|---|\n");
            metrics.forEach(metric -> page.append(row(metric)));
            page.append('\n');
        });
        return page.toString();
    }

    private static String row(Metric metric) {
        return "| `%s` | `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        metric.name(),
                        metric.prometheusName(),
                        metric.kind().text(),
                        metric.unit(),
                        metric.doc(),
                        metric.labels().isEmpty()
                                ? "–"
                                : metric.labels().stream()
                                        .map(MetricsPage::label)
                                        .collect(Collectors.joining("; ")));
    }

    private static String label(Label label) {
        return "`"
                + label.key()
                + "`: "
                + label.values().stream()
                        .filter(value -> !value.equals(Label.OTHER))
                        .collect(Collectors.joining(", "));
    }
}
