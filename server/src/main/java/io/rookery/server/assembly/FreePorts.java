package io.rookery.server.assembly;

import io.rookery.server.roles.ApiSettings;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.MemberSettings;
import io.rookery.server.roles.Role;
import io.rookery.server.roles.Setting;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Looks, before anything that takes time is started, whether clients and callers of the API can be
/// listened to where the settings say.
final class FreePorts implements Component {
    private final Settings settings;

    FreePorts(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public void start() {
        if (settings.roles().contains(Role.EDGE)) {
            Settings.Edge edge = settings.edge();
            check(Settings.Edge.PORT, edge.host(), edge.port());
            check(Settings.Edge.TLS_PORT, edge.host(), edge.tlsPort());
            check(Settings.Edge.WEBSOCKET_TLS_PORT, edge.host(), edge.webSocketTlsPort());
            String clear = EdgePart.loopback(edge.host());
            check(Settings.Edge.WEBSOCKET_PORT, clear, edge.webSocketPort());
            edge.clearPort().ifPresent(port -> check(Settings.Edge.CLEAR_PORT, clear, port));
        }
        if (settings.roles().contains(Role.API)) {
            check(ApiSettings.PORT, settings.api().host(), settings.api().port());
        }
        if (CorePart.isMember(settings)) {
            // Two nodes with one address: the second ends here.
            check(MemberSettings.PORT, settings.cluster().host(), settings.cluster().port());
        }
    }

    private static void check(Setting<?> setting, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port), 1);
        } catch (IOException e) {
            throw new StartFailure(
                    "%s: %s:%d (expected: an address of this machine that nobody else listens on)"
                            .formatted(setting.key(), host, port),
                    e);
        }
    }

    @Override
    public String summary() {
        return "free";
    }

    @Override
    public void stop() {
        // Nothing is held.
    }
}
