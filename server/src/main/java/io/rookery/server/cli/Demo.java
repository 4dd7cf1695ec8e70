package io.rookery.server.cli;

import io.rookery.server.Assembly;
import io.rookery.server.assembly.NodeParts;
import io.rookery.server.demo.Failed;
import io.rookery.server.demo.Play;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.Node;
import io.rookery.server.roles.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `rookery demo`: a node, a tenant, its backend, two people; everything checked.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts a node with all roles and plays a conversation on it: a tenant provisions a"
                        + " domain over HTTP, its backend answers webhooks, two clients chat.")
final class Demo implements Callable<Integer> {
    private static final int FAILED = 1;

    @Mixin private GivenSettings given = new GivenSettings();

    @Option(
            names = "--exit",
            description = "end when all was seen, with status 0, or 1 at the first step that fails")
    private boolean exit;

    @Option(
            names = "--backend-secret",
            paramLabel = "SECRET",
            description =
                    "what the sample backend checks signatures with, instead of the hook's own"
                            + " secret: with another, the demonstration must fail")
    private Optional<String> backendSecret = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("ROOKERY_HOOKS_ALLOW_LOOPBACK", "on");
        environment.putIfAbsent("ROOKERY_CLUSTER_SERIALISE_ALWAYS", "on");
        environment.putIfAbsent("ROOKERY_LOG_LEVEL", "warn");
        Settings settings = given.read(environment);
        LogOutput.configure(settings.log());
        System.out.println(
                "starting a node with its own PostgreSQL and Kafka in " + settings.data());
        NodeParts parts = Assembly.components(settings);
        Node node = new Node(parts.all());
        Thread stop = new Thread(node::stop, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        long begun = System.nanoTime();
        node.start();
        System.out.printf("the node is ready after %.1f s%n", (System.nanoTime() - begun) / 1e9);
        Play play = new Play(scene(parts, settings), System.out::println);
        try {
            play.run();
            if (!exit) {
                play.explain();
                new CountDownLatch(1).await();
            }
        } catch (Failed e) {
            System.err.println("demo failed: " + e.getMessage());
            return FAILED;
        } finally {
            play.close();
            node.stop();
        }
        return 0;
    }

    private Play.Scene scene(NodeParts parts, Settings settings) {
        DatabaseAccess database = parts.database();
        return new Play.Scene(
                parts.apiUri().orElseThrow(),
                parts.clientAddresses(),
                settings.data(),
                Path.of(System.getProperty("rookery.home", ".")),
                database.url(),
                database.app().user(),
                database.app().password(),
                backendSecret);
    }
}
