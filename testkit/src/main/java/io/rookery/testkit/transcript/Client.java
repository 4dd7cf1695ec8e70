package io.rookery.testkit.transcript;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.XmlStream;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One client of a transcript, over as many connections as it takes.
final class Client {
    static final String SM = "urn:xmpp:sm:3";
    static final String FENCE = "fence-";
    private static final String CSI = "urn:xmpp:csi:0";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";
    private static final String CLIENT = "jabber:client";

    private final Setting.ClientLine line;
    private final Connector connector;
    private final Setting.Transport transport;
    private final Log log;
    private final Invariants invariants;
    private final ArrayDeque<Element> inbox = new ArrayDeque<>();
    private final ArrayDeque<Element> acks = new ArrayDeque<>();
    private final Set<String> fences = new HashSet<>();
    private @Nullable XmlStream stream;
    private @Nullable String previous;
    private long handled;
    private long sent;
    private long confirmed;
    private boolean asking;
    private boolean managed;
    private boolean inactive;
    private boolean ending;
    private int made;

    Client(
            Setting.ClientLine line,
            Connector connector,
            Setting.Transport transport,
            Log log,
            Invariants invariants) {
        this.line = line;
        this.connector = connector;
        this.transport = transport;
        this.log = log;
        this.invariants = invariants;
    }

    String name() {
        return line.name();
    }

    FullJid jid() {
        return line.jid();
    }

    boolean isConnected() {
        return stream != null && !stream.isOver();
    }

    /// Whether it can send and be sent stanzas.
    boolean isBound() {
        return isConnected() && !ending;
    }

    /// Whether its stanzas are counted (XEP-0198), so that none of a fence may be among them.
    boolean isManaged() {
        return managed;
    }

    /// Whether a stanza of a fence would bring along what waits for it (XEP-0352).
    boolean isInactive() {
        return inactive;
    }

    /// Logs in, binds, and does what its options say.
    void connect() {
        authenticate();
        Element bound =
                ask(
                        "set",
                        "<bind xmlns='%s'><resource>%s</resource></bind>"
                                .formatted(BIND, jid().resource()));
        Element bind = bound.child("bind", BIND);
        if (bind == null || !jid().toString().equals(bind.childText("jid"))) {
            throw new TranscriptFailure(name() + " cannot bind " + jid() + ": " + bound);
        }
        options();
    }

    private void authenticate() {
        stream = connector.connect(transport);
        inbox.clear();
        acks.clear();
        managed = false;
        inactive = false;
        ending = false;
        invariants.connected(name());
        new Login(stream, connector.patience()).authenticate(jid().bare(), Connector.PASSWORD);
    }

    private void options() {
        if (line.has("sm")) {
            send("<enable xmlns='" + SM + "' resume='true'/>");
            Element enabled = await();
            if (enabled == null || !enabled.is("enabled", SM)) {
                throw new TranscriptFailure(name() + " enables sm: " + enabled);
            }
        }
        if (line.has("carbons")) {
            ask("set", "<enable xmlns='urn:xmpp:carbons:2'/>");
        }
        if (line.has("roster")) {
            ask("get", "<query xmlns='jabber:iq:roster'/>");
        }
        for (String option : line.options()) {
            if (option.equals("available")) {
                send("<presence/>");
            } else if (option.startsWith("available=")) {
                send(
                        "<presence><priority>"
                                + option.substring("available=".length())
                                + "</priority></presence>");
            }
        }
    }

    /// Sends a request of the client's own and returns the answer; what comes before it stays.
    private Element ask(String type, String query) {
        String id = "setup-" + ++made;
        send("<iq type='" + type + "' id='" + id + "'>" + query + "</iq>");
        ArrayDeque<Element> others = new ArrayDeque<>();
        while (true) {
            Element element = await();
            if (element == null) {
                throw new TranscriptFailure(name() + " gets no answer to " + query);
            }
            if (id.equals(element.attribute("id")) && element.name().equals("iq")) {
                others.forEach(inbox::addLast);
                return element;
            }
            others.add(element);
        }
    }

    void send(String text) {
        log.sent(name(), text);
        current().send(text);
        invariants.sent(name(), text);
        for (Element element : Invariants.elements(text)) {
            sent += element.namespace().equals(CLIENT) ? 1 : 0;
            if (element.namespace().equals(CSI)) {
                inactive = element.name().equals("inactive");
            }
        }
    }

    void end() {
        log.note(name() + " closes");
        ending = true;
        current().end();
        invariants.gone(name());
    }

    void cut() {
        log.note(name() + " disconnects");
        current().pipe().cut();
        stream = null;
        invariants.gone(name());
    }

    /// Connects anew and asks to resume; the answer.
    Element resume() {
        authenticate();
        send("<resume xmlns='" + SM + "' previd='" + previous + "' h='" + handled + "'/>");
        Element answer = await();
        if (answer == null) {
            throw new TranscriptFailure(name() + " gets no answer to <resume/>");
        }
        return answer;
    }

    void acknowledge() {
        send("<a xmlns='" + SM + "' h='" + handled + "'/>");
    }

    /// The next that came, but for acknowledgements; null when nothing comes in time.
    @Nullable Element await() {
        while (inbox.isEmpty() && isConnected()) {
            if (!pump(connector.patience())) {
                break;
            }
        }
        return inbox.poll();
    }

    /// The acknowledgement or request for one that `wanted` describes; others are passed over.
    @Nullable Element awaitAck(Element wanted) {
        String h = wanted.attribute("h");
        while (true) {
            while (acks.isEmpty() && isConnected() && pump(connector.patience())) {}
            Element ack = acks.poll();
            boolean early =
                    ack != null
                            && (!ack.name().equals(wanted.name())
                                    || (h != null && !h.equals(ack.attribute("h"))));
            if (!early) {
                return ack;
            }
        }
    }

    /// Reads what is there; true when something was.
    boolean pump(Duration most) {
        XmlStream from = stream;
        Element element = from == null ? null : from.next(most);
        if (element == null) {
            return false;
        }
        log.received(name(), element);
        take(element);
        return true;
    }

    private void take(Element element) {
        if (element.namespace().equals(SM)) {
            switch (element.name()) {
                case "r" -> acks.add(element);
                case "a" -> {
                    acks.add(element);
                    asking = false;
                    confirmed = number(element);
                }
                case "enabled" -> {
                    previous = element.attribute("id");
                    handled = 0;
                    counted(0);
                    inbox.add(element);
                }
                case "resumed" -> {
                    counted(number(element));
                    inbox.add(element);
                }
                default -> inbox.add(element);
            }
            return;
        }
        if (element.namespace().equals(CLIENT)) {
            handled++;
            if (isFence(element)) {
                return;
            }
            invariants.received(name(), jid(), element);
        }
        inbox.add(element);
    }

    /// Its stanzas are counted, and the server has so many.
    private void counted(long stanzas) {
        managed = true;
        sent = stanzas;
        confirmed = stanzas;
        asking = false;
    }

    private static long number(Element element) {
        return Long.parseLong(String.valueOf(element.attribute("h")));
    }

    private boolean isFence(Element element) {
        String id = element.attribute("id");
        if (id == null || !id.startsWith(FENCE)) {
            return false;
        }
        fences.add(id);
        if ("get".equals(element.attribute("type"))) {
            current()
                    .send(
                            "<iq type='result' id='%s' to='%s'/>"
                                    .formatted(id, element.attribute("from")));
        }
        return true;
    }

    boolean sawFence(String id) {
        return fences.contains(id);
    }

    /// Asks for an acknowledgement on a fence's behalf.
    void request() {
        asking = true;
        current().send("<r xmlns='" + SM + "'/>");
    }

    /// Whether the request has been answered.
    boolean isAnswered() {
        return !asking;
    }

    /// Whether the server has confirmed every stanza.
    boolean isConfirmed() {
        return confirmed >= sent;
    }

    void sendFence(String id, Jid to) {
        current()
                .send(
                        "<iq type='get' id='%s' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
                                .formatted(id, to));
    }

    List<Element> unread() {
        return List.copyOf(inbox);
    }

    void forgetUnread() {
        inbox.clear();
        acks.clear();
    }

    private XmlStream current() {
        XmlStream now = stream;
        if (now == null) {
            throw new TranscriptFailure(name() + " is not connected");
        }
        return now;
    }
}
