package io.rookery.testkit.sim;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionId;
import io.rookery.testkit.world.EdgeNode;
import io.rookery.testkit.world.World;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A well-behaved client: keeps what is not acknowledged, resumes, and sends again what it must,
/// with the origin-id that it had (XEP-0198, XEP-0359).
final class SimClient {
    private static final String SM = "urn:xmpp:sm:3";
    private static final int SUBSCRIPTION_LIMIT = 1_000;
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);

    private final World world;
    private final AccountId account;
    private final String resource;
    private final ArrayDeque<Stanza> unacknowledged = new ArrayDeque<>();
    private final Diary diary = new Diary();
    private @Nullable SimSocket socket;
    private @Nullable SessionId previous;
    private boolean ready;
    private boolean enabled;
    private long acknowledged;
    private long handled;
    private int sessions;
    private int links;
    private int made;
    private boolean wanted = true;
    private boolean asking;
    private boolean asleep;
    private boolean deaf;
    private long refusedAt = -1;

    SimClient(World world, AccountId account, String resource) {
        this.world = world;
        this.account = account;
        this.resource = resource;
    }

    AccountId account() {
        return account;
    }

    String name() {
        return account.jid() + "/" + resource;
    }

    /// What it sent and what came.
    Diary diary() {
        return diary;
    }

    boolean isReady() {
        return ready;
    }

    int session() {
        return sessions;
    }

    int unacknowledged() {
        return unacknowledged.size();
    }

    @Nullable EdgeNode edge() {
        return socket == null ? null : socket.edge();
    }

    // ---- connecting

    void connect() {
        if (socket != null || !wanted || asleep) {
            return;
        }
        List<EdgeNode> edges = List.copyOf(world.liveEdges().stream().toList());
        if (edges.isEmpty()) {
            again();
            return;
        }
        EdgeNode edge = edges.get(world.random().nextInt(edges.size()));
        ready = false;
        socket = new SimSocket(world, edge, this, account, resource, previous, handled);
    }

    private void again() {
        world.timeline()
                .after(Duration.ofMillis(200 + world.random().nextInt(3_000)), this::connect);
    }

    /// The connection breaks.
    void cut() {
        SimSocket broken = socket;
        if (broken != null) {
            socket = null;
            ready = false;
            broken.cut(Duration.ofMillis(world.random().nextInt(2_000)));
            again();
        }
    }

    /// It gives up a connection to `edge`, if that is the one it has.
    void leaves(EdgeNode edge) {
        if (edge() == edge) {
            cut();
        }
    }

    /// The connection breaks, and the client does not notice before [#wakeUp].
    void sleep() {
        cut();
        asleep = true;
    }

    /// Connects again, resuming its session if it has one.
    void wakeUp() {
        asleep = false;
        connect();
    }

    /// While it is deaf nothing reaches it, though its connection stands.
    void deaf(boolean now) {
        deaf = now;
    }

    /// Wants carbons (XEP-0280).
    void carbons() {
        request(Iq.Type.SET, Element.of("enable", "urn:xmpp:carbons:2"));
    }

    /// `h` of the last refused resumption; -1 when there was none.
    long refusedAt() {
        return refusedAt;
    }

    /// Breaks, and never comes back.
    void vanish() {
        cut();
        wanted = false;
    }

    /// False when it has gone for good.
    boolean isWanted() {
        return wanted;
    }

    /// Comes back after all, with an empty memory of sessions.
    void returnAfresh() {
        wanted = true;
        previous = null;
        handled = 0;
        connect();
    }

    /// Goes for good, with a closed stream.
    void leave() {
        wanted = false;
        SimSocket now = socket;
        if (now != null) {
            now.end();
            socket = null;
            ready = false;
        }
    }

    void bound(SimSocket by, FullJid jid) {
        if (by != socket) {
            return;
        }
        sessions++;
        links++;
        enabled = false;
        by.element(Element.builder("enable", SM).attribute("resume", "true").build());
    }

    private void begin(SessionId id) {
        previous = id;
        enabled = true;
        handled = 0;
        acknowledged = 0;
        ready = true;
        List<Stanza> again = List.copyOf(unacknowledged);
        unacknowledged.clear();
        diary.roster().clear();
        request(Iq.Type.GET, Element.of("query", Diary.ROSTER));
        send(Presence.of(null, null, Presence.Type.AVAILABLE));
        // Requests and presence of the old session mean nothing in the new one.
        again.stream()
                .filter(SimClient::isWorthRepeating)
                .forEach(stanza -> {
                    diary.repeated(stanza);
                    send(stanza);
                });
    }

    private static boolean isWorthRepeating(Stanza stanza) {
        return stanza instanceof Message
                || (stanza instanceof Presence presence && presence.type().isSubscription());
    }

    void resumed(SimSocket by, long h) {
        if (by != socket) {
            return;
        }
        enabled = true;
        ready = true;
        links++;
        acknowledge(h);
        List<Stanza> again = List.copyOf(unacknowledged);
        again.forEach(by::stanza);
    }

    void refused(SimSocket by, long h) {
        if (by != socket) {
            return;
        }
        refusedAt = h;
        if (previous != null && h >= 0) {
            acknowledge(h);
        }
        previous = null;
        handled = 0;
        socket = null;
        again();
    }

    void closed(SimSocket by, @Nullable StreamError error) {
        if (by == socket) {
            socket = null;
            ready = false;
            again();
        }
    }

    // ---- sending

    void message(BareJid to) {
        message(to, new Element[0]);
    }

    /// The same, with something more in it.
    void message(BareJid to, Element... more) {
        String id = name() + '#' + ++made;
        diary.sent(id, to, made);
        Payload payload =
                Payload.of(
                        Element.of("body", Namespaces.CLIENT, id),
                        Element.builder("origin-id", "urn:xmpp:sid:0").attribute("id", id).build());
        for (Element element : more) {
            payload = payload.plus(element);
        }
        send(new Message(null, to, id, null, Message.Type.CHAT, payload));
    }

    void ping() {
        request(Iq.Type.GET, Element.of("ping", "urn:xmpp:ping"));
    }

    /// Asks for, or ends, a subscription. Nobody asks for what it has: such a request, crossing the
    /// contact's cancellation, would leave the two apart by the standard's own rules (RFC 6121
    /// A.2.1 leaves the state as it is).
    void subscription(BareJid to, Presence.Type type) {
        String shown = diary.roster().getOrDefault(to, "none");
        boolean has = shown.equals("to") || shown.equals("both");
        if (++made < SUBSCRIPTION_LIMIT && !(has && type == Presence.Type.SUBSCRIBE)) {
            send(Presence.of(null, to, type));
        }
    }

    /// Shows itself to somebody who need not be subscribed (RFC 6121 §4.6).
    void directed(BareJid to) {
        send(Presence.of(null, to, Presence.Type.AVAILABLE));
    }

    private void request(Iq.Type type, Element query) {
        String id = "q" + sessions + '-' + ++made;
        diary.asked(id, sessions);
        send(new Iq(null, null, id, null, type, Payload.of(query)));
    }

    private void send(Stanza stanza) {
        unacknowledged.add(stanza);
        SimSocket now = socket;
        if (now != null && enabled && ready) {
            now.stanza(stanza);
        }
        askSoon();
    }

    /// A client that waits for an acknowledgement asks for it.
    private void askSoon() {
        if (!asking) {
            asking = true;
            world.timeline()
                    .after(
                            ASK_EVERY,
                            () -> {
                                asking = false;
                                ask();
                            });
        }
    }

    private void ask() {
        SimSocket now = socket;
        if (now != null && ready && !unacknowledged.isEmpty()) {
            now.element(Element.of("r", SM));
        }
        if (!unacknowledged.isEmpty()) {
            askSoon();
        }
    }

    private void acknowledge(long h) {
        while (acknowledged < h && !unacknowledged.isEmpty()) {
            acknowledged++;
            diary.acknowledged(unacknowledged.remove());
        }
    }

    // ---- receiving

    void receive(SimSocket by, Element element) {
        if (by != socket || deaf) {
            return;
        }
        switch (element.name()) {
            case "enabled" ->
                    begin(SessionId.parse(String.valueOf(element.attribute("id"))).orElseThrow());
            case "a" -> acknowledge(Long.parseLong(String.valueOf(element.attribute("h"))));
            case "r" -> answer();
            default -> {}
        }
    }

    private void answer() {
        SimSocket now = socket;
        if (now != null) {
            now.element(Element.builder("a", SM).attribute("h", String.valueOf(handled)).build());
        }
    }

    void receive(SimSocket by, Stanza stanza) {
        if (by != socket || deaf) {
            return;
        }
        if (enabled) {
            handled++;
        }
        switch (stanza) {
            case Message message -> diary.received(sessions, links, message);
            case Presence presence -> presence(presence);
            case Iq iq -> iq(iq);
        }
    }

    /// Says yes to everybody.
    private void presence(Presence presence) {
        diary.received(sessions, links, presence);
        if (presence.type() == Presence.Type.SUBSCRIBE && presence.from() != null) {
            subscription(presence.from().bare(), Presence.Type.SUBSCRIBED);
        }
    }

    private void iq(Iq iq) {
        diary.received(sessions, links, iq);
        if (iq.isRequest() && socket != null) {
            send(Iq.result(iq));
        }
    }
}
