package io.rookery.server.assembly;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a node refuses to start because somebody else listens there.
class FreePortsTest {
    private static final List<String> ANY =
            List.of(
                    "edge.host=127.0.0.1",
                    "edge.port=0",
                    "edge.tls-port=0",
                    "edge.websocket-tls-port=0",
                    "edge.websocket-port=0",
                    "api.port=0");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "edge.port",
                "edge.tls-port",
                "edge.websocket-tls-port",
                "edge.websocket-port",
                "edge.clear-port",
                "api.port"
            })
    void a_port_where_somebody_listens_is_named(String setting) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            FreePorts ports = ports(setting + '=' + port);

            assertThatThrownBy(ports::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessage(
                            "%s: 127.0.0.1:%d (expected: an address of this machine that nobody"
                                    + " else listens on)",
                            setting, port);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"roles=archiver", "roles=core"})
    void a_node_that_does_not_listen_does_not_look(String roles) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FreePorts ports =
                    ports(
                            roles,
                            "edge.port=" + other.getLocalPort(),
                            "api.port=" + other.getLocalPort());

            assertThatCode(ports::start).doesNotThrowAnyException();
        }
    }

    private static FreePorts ports(String... more) {
        List<String> given = new ArrayList<>(ANY);
        given.addAll(List.of(more));
        return new FreePorts(Settings.from(new SettingValues().commandLine(given)));
    }
}
