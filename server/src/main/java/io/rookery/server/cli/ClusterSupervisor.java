package io.rookery.server.cli;

import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Supervision;
import io.rookery.server.roles.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rookery cluster-supervisor`: looks after a deployment that nobody sits in front of.
@Command(
        name = "cluster-supervisor",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Supervises a cluster; `cluster start --detach` starts it.")
final class ClusterSupervisor implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSupervisor.class);

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "the cluster's")
    private Path data = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        LogOutput.configure(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.INFO));
        try (LocalCluster cluster = new LocalCluster(data, Rookery.class.getName(), LOG::info)) {
            new Supervision(cluster, true, LOG::info).run();
        }
        return 0;
    }
}
