package io.rookery.server.cli;

import io.rookery.server.cluster.StorageProcess;
import io.rookery.server.embedded.DataDirectory;
import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `rookery cluster-storage`: the PostgreSQL of a deployment, as a process of its own.
@Command(
        name = "cluster-storage",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs the PostgreSQL of a cluster; `cluster start` starts it.")
final class ClusterStorage implements Callable<Integer> {
    @Mixin private GivenSettings given = new GivenSettings();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = given.read(System.getenv());
        LogOutput.configure(settings.log());
        EmbeddedPostgres postgres =
                new EmbeddedPostgres(
                        settings.data(), settings.postgres(), settings.cluster().host());
        UntilStopped.run(
                List.of(
                        new DataDirectory(settings.data()),
                        postgres,
                        new StorageProcess(settings.data(), postgres)));
        return 0;
    }
}
