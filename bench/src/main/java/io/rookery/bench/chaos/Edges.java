package io.rookery.bench.chaos;

import io.rookery.bench.client.Password;
import io.rookery.bench.client.SaltedPasswords;
import io.rookery.bench.client.Target;
import io.rookery.xmpp.xml.Element;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.List;

/// The edges of a deployment, and how one gets in.
final class Edges {
    private static final int LOGIN_MILLIS = 45_000;

    private final List<Edge> edges;
    private final HttpClient http = HttpClient.newHttpClient();

    Edges(List<Edge> edges) {
        this.edges = List.copyOf(edges);
    }

    /// One edge and its ports.
    ///
    /// @param clear without TLS
    record Edge(String name, String host, int tcp, int clear, int webSocket) {
        private static final int FIELDS = 5;

        /// Reads `NAME,HOST,PORT,CLEAR-PORT,WEBSOCKET-PORT`.
        static Edge parse(String text) {
            String[] fields = text.split(",", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(
                        "--edge: "
                                + text
                                + " (expected: NAME,HOST,PORT,CLEAR-PORT,WEBSOCKET-PORT)");
            }
            return new Edge(
                    fields[0],
                    fields[1],
                    Integer.parseInt(fields[2]),
                    Integer.parseInt(fields[3]),
                    Integer.parseInt(fields[4]));
        }
    }

    /// They take turns.
    Edge turn(int number) {
        return edges.get(Math.floorMod(number, edges.size()));
    }

    /// Connects and logs in. The next element is the answer to what is sent next.
    ///
    /// @throws IOException when it cannot be done
    Wire enter(Edge edge, Person person, SaltedPasswords salted) throws IOException {
        Wire wire =
                switch (person.transport()) {
                    case WEBSOCKET, WEBSOCKET_TOO ->
                            WebSocketWire.connect(http, at(edge, edge.webSocket));
                    case TCP -> TcpWire.connect(at(edge, edge.clear));
                    case STARTTLS -> TcpWire.connect(at(edge, edge.tcp));
                };
        try {
            wire.patience(LOGIN_MILLIS);
            authenticate(wire, person, salted);
            return wire;
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    private static InetSocketAddress at(Edge edge, int port) {
        return new InetSocketAddress(edge.host, port);
    }

    private static void authenticate(Wire wire, Person person, SaltedPasswords salted)
            throws IOException {
        begin(wire, person);
        if (person.transport() == Person.Transport.STARTTLS) {
            wire.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            expect("proceed", wire.receive());
            wire.secure();
            begin(wire, person);
        }
        Password password = new Password(person.account(), Target.Mechanism.SCRAM_SHA_1, salted);
        wire.send(password.begin());
        Element answer = wire.receive();
        while (answer.name().equals("challenge")) {
            wire.send(password.answer(answer.text()));
            answer = wire.receive();
        }
        expect("success", answer);
        begin(wire, person);
    }

    private static void begin(Wire wire, Person person) throws IOException {
        wire.open(person.domain());
        expect("features", wire.receive());
    }

    private static void expect(String name, Element element) throws IOException {
        if (!element.name().equals(name)) {
            throw new IOException(name + ": (expected, came: " + element.toXml() + ')');
        }
    }
}
