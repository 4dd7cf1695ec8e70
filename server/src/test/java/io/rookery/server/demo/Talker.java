package io.rookery.server.demo;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.SocketPipe;
import io.rookery.testkit.net.TcpStream;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;

/// A client that does what no client library would: it talks with stream management and reads only
/// when it is told to.
final class Talker implements AutoCloseable {
    private static final String SM = "urn:xmpp:sm:3";
    private static final Duration MOST = Duration.ofSeconds(60);

    private final SocketPipe pipe;
    private final TcpStream stream;

    /// Logs in, binds, and enables stream management.
    Talker(InetSocketAddress server, String jid) {
        pipe = SocketPipe.connect(server);
        stream = new TcpStream(pipe);
        new Login(stream, MOST).authenticate(BareJid.parse(jid), House.PASSWORD);
        send(
                "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
                        + "<enable xmlns='"
                        + SM
                        + "'/>");
        await(element -> element.is("enabled", SM));
    }

    void send(String text) {
        stream.send(text);
    }

    /// Reads until something is as wanted, and gives it.
    Element await(Predicate<Element> wanted) {
        long deadline = System.nanoTime() + MOST.toNanos();
        while (System.nanoTime() < deadline && !stream.isOver()) {
            Element element = stream.next(Duration.ofSeconds(1));
            if (element != null && wanted.test(element)) {
                return element;
            }
        }
        throw new Failed("nothing as wanted came within " + MOST);
    }

    /// Whether this says that the server counts this many stanzas at least.
    static boolean counts(Element element, int stanzas) {
        return element.is("a", SM)
                && Integer.parseInt(String.valueOf(element.attribute("h"))) >= stanzas;
    }

    @Override
    public void close() {
        pipe.cut();
    }
}
