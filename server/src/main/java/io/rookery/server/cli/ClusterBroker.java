package io.rookery.server.cli;

import io.rookery.server.embedded.DataDirectory;
import io.rookery.server.embedded.EmbeddedKafka;
import io.rookery.server.embedded.Quorum;
import io.rookery.server.roles.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `rookery cluster-broker`: one Kafka broker of a deployment, as a process of its own.
@Command(
        name = "cluster-broker",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs a Kafka broker of a cluster; `cluster start` starts it.")
final class ClusterBroker implements Callable<Integer> {
    @Mixin private GivenSettings given = new GivenSettings();

    @Option(names = "--id", required = true, description = "of this broker, from 1")
    private int id;

    @Option(names = "--kafka-id", required = true, description = "the same for all brokers")
    private String kafkaId = "";

    @Option(
            names = "--hosts",
            required = true,
            split = ",",
            description = "loopback addresses of all brokers, the first one's first")
    private List<String> hosts = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = given.read(System.getenv());
        LogOutput.configure(settings.log());
        UntilStopped.run(
                List.of(
                        new DataDirectory(settings.data()),
                        new EmbeddedKafka(
                                settings.data(),
                                settings.kafka(),
                                new Quorum(id, kafkaId, hosts))));
        return 0;
    }
}
