package io.rookery.server.cli;

import io.rookery.server.roles.Component;
import io.rookery.server.roles.Node;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Components that run until a signal ends the JVM, whose hook stops them in order.
final class UntilStopped {
    private UntilStopped() {}

    static void run(List<Component> components) throws InterruptedException {
        Node node = new Node(components);
        Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop"));
        node.start();
        new CountDownLatch(1).await();
    }
}
