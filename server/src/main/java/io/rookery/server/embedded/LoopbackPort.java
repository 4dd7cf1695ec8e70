package io.rookery.server.embedded;

import io.rookery.server.roles.Setting;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports of the loopback interface, where embedded servers listen.
final class LoopbackPort {

    private LoopbackPort() {}

    /// The port to listen at: the one that was set if nothing else listens there, or any free one
    /// for 0. The embedded servers bind it themselves a moment later.
    ///
    /// @throws StartFailure when something else listens there
    static int claim(Setting<Integer> setting, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure(
                    "%s: %d (expected: a port where nothing else listens)"
                            .formatted(setting.key(), port),
                    e);
        }
    }
}
