package io.rookery.server.cli;

import io.rookery.server.observability.MetricsPage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `rookery metrics`: what a node measures, as the Markdown tables that `docs/metrics.md` holds.
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Lists every metric with its name at /metrics, its unit and its labels.")
final class ListMetrics implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.print(MetricsPage.tables());
        return 0;
    }
}
