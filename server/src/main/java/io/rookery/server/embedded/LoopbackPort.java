package io.rookery.server.embedded;

import io.rookery.server.roles.Setting;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of the loopback interface, where embedded servers listen.
final class LoopbackPort {
    // Below those that systems hand out by themselves: a server binds its port a moment, or with
    // Kafka seconds, after it was found free, and no connection may get it meanwhile.
    private static final int LEAST_FREE = 20_000;
    private static final int MOST_FREE = 32_767;
    private static final int ATTEMPTS = 100;

    private LoopbackPort() {}

    /// The port to listen at: the one that was set if nothing else listens there, or any free one
    /// for 0. The embedded servers bind it themselves a moment later.
    ///
    /// @throws StartFailure when something else listens there
    static int claim(Setting<Integer> setting, int port) {
        return claim(setting, "127.0.0.1", port);
    }

    /// The same at another address of the loopback interface.
    static int claim(Setting<Integer> setting, String host, int port) {
        if (port != 0) {
            return tried(setting, host, port);
        }
        for (int i = 1; i < ATTEMPTS; i++) {
            try {
                return tried(
                        setting, host, ThreadLocalRandom.current().nextInt(LEAST_FREE, MOST_FREE));
            } catch (StartFailure taken) {
                // Then another.
            }
        }
        return tried(setting, host, 0);
    }

    private static int tried(Setting<Integer> setting, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port), 1);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure(
                    "%s: %d (expected: a port where nothing else listens)"
                            .formatted(setting.key(), port),
                    e);
        }
    }
}
