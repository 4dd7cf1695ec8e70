package io.rookery.server.cli;

import io.rookery.server.Assembly;
import io.rookery.server.roles.Node;
import io.rookery.server.roles.Settings;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `rookery up`: one node, until it is told to stop.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Starts a node. Without postgres.url and kafka.bootstrap-servers it runs its own"
                        + " PostgreSQL and Kafka. Ctrl-C stops it.")
final class Up implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(Up.class);

    @Mixin private GivenSettings given = new GivenSettings();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = given.read(System.getenv());
        LogOutput.configure(settings.log());
        Node node = Assembly.node(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop"));
        node.start();
        log.info("Rookery is ready in {} s", "%.1f".formatted(secondsSinceStart()));
        // Until a signal ends the JVM, whose hook stops the node.
        new CountDownLatch(1).await();
        return 0;
    }

    private static double secondsSinceStart() {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        return (System.currentTimeMillis() - started) / 1_000.0;
    }
}
