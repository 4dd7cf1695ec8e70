package io.rookery.server.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A program that stands for a member: it does nothing until it is ended. Where a file `mayflies`
/// in its directory says how often, it ends by itself at once.
final class Lodger {
    private Lodger() {}

    /// @param arguments not looked at
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path count = Path.of("mayflies");
        int left = Files.exists(count) ? Integer.parseInt(Files.readString(count)) : 0;
        if (left > 0) {
            Files.writeString(count, Integer.toString(left - 1));
            return;
        }
        new CountDownLatch(1).await();
    }

    /// What runs it.
    static NodeJvm jvm() {
        return new NodeJvm(System.getProperty("java.class.path", ""), List.of());
    }
}
