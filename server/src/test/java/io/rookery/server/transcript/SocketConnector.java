package io.rookery.server.transcript;

import io.rookery.server.running.RunningNode;
import io.rookery.testkit.net.Names;
import io.rookery.testkit.net.Pipe;
import io.rookery.testkit.net.RenamedStream;
import io.rookery.testkit.net.SocketPipe;
import io.rookery.testkit.net.TcpStream;
import io.rookery.testkit.net.WebSocketStream;
import io.rookery.testkit.net.XmlStream;
import io.rookery.testkit.transcript.Connector;
import io.rookery.testkit.transcript.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs one transcript against a running node: over TCP with STARTTLS, or WebSocket with TLS. Its
/// domains have names of their own on the node, and its clients come from an address of their own,
/// so that transcripts neither meet nor slow each other.
final class SocketConnector implements Connector {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ADDRESSES = 250;

    private final RunningNode node;
    private final HttpClient http;
    private final int number;
    private final List<Pipe> pipes = new ArrayList<>();
    private final List<Provision> open = new ArrayList<>();
    private Names names = new Names(Map.of());
    private String first = "";
    private Duration passed = Duration.ZERO;

    /// @param number of the transcript in this run
    SocketConnector(RunningNode node, HttpClient http, int number) {
        this.node = node;
        this.http = http;
        this.number = number;
    }

    @Override
    public void prepare(Setting setting) {
        Map<String, String> own = new LinkedHashMap<>();
        for (Setting.Domain domain : setting.domains()) {
            String name = domain.name();
            int dot = name.lastIndexOf('.');
            own.put(name, name.substring(0, dot) + "-t" + number + name.substring(dot));
        }
        names = new Names(own);
        first = setting.domains().getFirst().name();
        Provision provision = new Provision(node, http, names);
        open.add(provision);
        provision.make(setting);
    }

    @Override
    public XmlStream connect(Setting.Transport transport) {
        return switch (transport) {
            case TCP -> new RenamedStream(new TcpStream(pipe("c2s")), names);
            case WEBSOCKET -> webSocket();
        };
    }

    @Override
    public XmlStream connectRaw(Setting.RawLine line) {
        return switch (line.transport()) {
            case TCP -> {
                Pipe pipe = pipe(line.clear() ? "c2s" : "c2s-tls");
                if (!line.clear()) {
                    pipe.secure(names.domain(first));
                }
                yield new RenamedStream(new TcpStream(pipe), names);
            }
            case WEBSOCKET -> webSocket();
        };
    }

    private XmlStream webSocket() {
        Pipe pipe = pipe("wss");
        pipe.secure(names.domain(first));
        return new RenamedStream(
                WebSocketStream.upgrade(pipe, names.domain(first), "/ws", PATIENCE), names);
    }

    private Pipe pipe(String listener) {
        InetSocketAddress server = node.clientAddresses().get(listener);
        if (server == null) {
            throw new IllegalStateException("listener: " + listener + " (expected: started)");
        }
        SocketPipe pipe = SocketPipe.connect(server, address());
        pipes.add(pipe);
        return pipe;
    }

    private InetAddress address() {
        try {
            byte high = (byte) (1 + number / ADDRESSES);
            return InetAddress.getByAddress(
                    new byte[] {127, 1, high, (byte) (1 + number % ADDRESSES)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address: (expected: four bytes)", e);
        }
    }

    @Override
    public boolean isVirtual() {
        return false;
    }

    @Override
    public void pass(Duration time) {
        passed = passed.plus(time);
    }

    @Override
    public Duration patience() {
        return PATIENCE.plus(passed);
    }

    @Override
    public void close() {
        pipes.forEach(Pipe::cut);
        open.forEach(Provision::close);
    }
}
