package io.rookery.server.edges;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.UnexpectedAnswer;
import io.rookery.testkit.net.WebSocketStream;
import io.rookery.testkit.net.XmlStream;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A client with stream management that does not rest while it is let: when its connection is gone
/// it connects to where it was sent, or to the next edge it knows, and resumes; when it may not
/// resume it binds anew and sends again what was not acknowledged. Any thread.
final class Traveller implements AutoCloseable {
    private static final String SM = "urn:xmpp:sm:3";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 100;

    private final BareJid user;
    private final String password;
    private final List<Door> doors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All of it under the lock.
    private final Deque<String> unacknowledged = new ArrayDeque<>();
    private final List<Heard> heard = new ArrayList<>();
    private final List<Element> errors = new ArrayList<>();
    private final List<Element> refusals = new ArrayList<>();
    private final List<Door> visited = new ArrayList<>();
    private final List<Door> redirects = new ArrayList<>();
    private @Nullable XmlStream stream;
    private @Nullable Door advised;
    private String id = "";
    private String location = "";
    private long received;
    private long acknowledged;
    private int next;
    private int resumptions;
    private int binds;
    private boolean resting;
    private boolean over;
    private String trouble = "";
    private boolean managed = true;

    /// A message that came.
    record Heard(String from, String body, String stanzaId) {}

    /// @param doors of the edges that it knows, in the order in which it tries them
    Traveller(BareJid user, String password, List<Door> doors) {
        this.user = user;
        this.password = password;
        this.doors = List.copyOf(doors);
    }

    /// Goes without stream management.
    Traveller unmanaged() {
        managed = false;
        return this;
    }

    /// Connects, and returns when it is available.
    Traveller begin() throws InterruptedException {
        Thread.ofVirtual().name(user.toString()).start(this::live);
        await("online", () -> stream != null);
        return this;
    }

    BareJid user() {
        return user;
    }

    /// Sends a message that is acknowledged one day.
    void say(BareJid to, String body) {
        String text =
                "<message to='%s' type='chat' id='%s'><body>%s</body><origin-id xmlns='urn:xmpp:sid:0' id='%s'/></message>"
                        .formatted(to, body, body, user.local() + body);
        stanza(text);
    }

    void stanza(String text) {
        lock.lock();
        try {
            if (managed) {
                unacknowledged.add(text);
            }
            if (stream != null) {
                stream.send(text);
                askIfManaged(stream);
            }
        } finally {
            lock.unlock();
        }
    }

    private void askIfManaged(XmlStream to) {
        if (managed) {
            to.send("<r xmlns='" + SM + "'/>");
        }
    }

    /// What it heard from somebody, in order.
    List<String> heardFrom(BareJid from) {
        return read(() ->
                heard.stream()
                        .filter(each -> each.from().startsWith(from.toString()))
                        .map(Heard::body)
                        .toList());
    }

    /// The same without what came again under an id that it had: what a client shows.
    List<String> shownFrom(BareJid from) {
        Set<String> ids = new HashSet<>();
        return read(() ->
                heard.stream()
                        .filter(each -> each.from().startsWith(from.toString()))
                        .filter(each -> ids.add(each.stanzaId()))
                        .map(Heard::body)
                        .toList());
    }

    /// All that it heard, with the ids of its archive, for whoever must find out why.
    String diary() {
        return read(() ->
                "%s bound %d resumed %d at %s, refused %s, heard %s"
                        .formatted(user, binds, resumptions, visited, refusals, heard));
    }

    /// Waits until it has heard `count` messages from somebody.
    void awaitFrom(BareJid from, int count) throws InterruptedException {
        await(count + " from " + from, () -> heardFrom(from).size() >= count);
    }

    /// Waits until it was shown `count` different messages from somebody.
    void awaitShown(BareJid from, int count) throws InterruptedException {
        await(count + " shown from " + from, () -> shownFrom(from).size() >= count);
    }

    /// Waits until its stream was ended so.
    void awaitError(String condition) throws InterruptedException {
        await(condition, () -> errors.stream().anyMatch(e -> e.toString().contains(condition)));
    }

    /// Waits until it has heard this from anybody.
    void awaitHeard(String body) throws InterruptedException {
        await(body, () -> heard.stream().anyMatch(each -> each.body().equals(body)));
    }

    /// Waits until all that it said is acknowledged.
    void awaitAcknowledged() throws InterruptedException {
        await("acknowledged", unacknowledged::isEmpty);
    }

    /// How much of what it said is not acknowledged.
    int unacknowledged() {
        return read(unacknowledged::size);
    }

    /// Waits until it has resumed so often.
    void awaitResumed(int times) throws InterruptedException {
        await(times + " resumptions", () -> resumptions >= times);
    }

    /// From now on it stays away when its connection is gone.
    void rest() {
        set(() -> resting = true);
    }

    /// It goes on.
    void goOn() {
        set(() -> resting = false);
    }

    /// Cuts its connection without a word.
    void cut() throws InterruptedException {
        lock.lock();
        try {
            if (stream != null) {
                stream.pipe().cut();
            }
        } finally {
            lock.unlock();
        }
        await("gone", () -> stream == null);
    }

    /// Waits until its connection is gone.
    void awaitGone() throws InterruptedException {
        await("gone", () -> stream == null);
    }

    /// The next attempt is to resume with another id or count.
    void pretend(String previous, long h) {
        set(() -> {
            id = previous;
            received = h;
        });
    }

    String id() {
        return read(() -> id);
    }

    String location() {
        return read(() -> location);
    }

    long received() {
        return read(() -> received);
    }

    int resumptions() {
        return read(() -> resumptions);
    }

    /// How often it had to bind.
    int binds() {
        return read(() -> binds);
    }

    boolean isOnline() {
        return read(() -> stream != null);
    }

    /// Stream errors that it got, and closings that sent it elsewhere.
    List<Element> errors() {
        return read(() -> List.copyOf(errors));
    }

    /// Each `<failed/>` that it got.
    List<Element> refusals() {
        return read(() -> List.copyOf(refusals));
    }

    /// Where it got in.
    List<Door> visited() {
        return read(() -> List.copyOf(visited));
    }

    /// Where it was sent.
    List<Door> redirects() {
        return read(() -> List.copyOf(redirects));
    }

    // ---- its life

    private void live() {
        while (!read(() -> over)) {
            if (read(() -> resting)) {
                pause();
                continue;
            }
            Door door = nextDoor();
            try {
                XmlStream fresh = door.open(user.domain());
                enter(fresh, door);
                listen(fresh);
                left(fresh);
            } catch (UnexpectedAnswer e) {
                sentAway(e.answer());
            } catch (RuntimeException e) {
                set(() -> {
                    trouble = door + ": " + e;
                    stream = null;
                });
                pause();
            }
        }
    }

    private static void pause() {
        try {
            boolean _ = new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Door nextDoor() {
        lock.lock();
        try {
            Door there = advised;
            advised = null;
            return there != null ? there : doors.get(next++ % doors.size());
        } finally {
            lock.unlock();
        }
    }

    /// Logs in, then resumes or binds.
    private void enter(XmlStream fresh, Door door) {
        Login login = new Login(fresh, PATIENCE);
        try {
            login.authenticate(user, password);
        } catch (IllegalStateException e) {
            // A WebSocket that is sent elsewhere says it as it closes.
            Element farewell = fresh instanceof WebSocketStream socket ? socket.farewell() : null;
            if (farewell != null && !(e instanceof UnexpectedAnswer)) {
                sentAway(farewell);
            }
            throw e;
        }
        if (id().isEmpty() || !resume(fresh, door)) {
            bind(fresh, door);
        }
    }

    private boolean resume(XmlStream fresh, Door door) {
        fresh.send("<resume xmlns='%s' previd='%s' h='%d'/>".formatted(SM, id(), received()));
        Element answer = answer(fresh);
        lock.lock();
        try {
            String h = answer.attribute("h");
            if (h != null) {
                acknowledge(Long.parseLong(h));
            }
            if (!answer.is("resumed", SM)) {
                refusals.add(answer);
                return false;
            }
            resumptions++;
            unacknowledged.forEach(fresh::send);
            askIfManaged(fresh);
            in(fresh, door);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void bind(XmlStream fresh, Door door) {
        fresh.send(
                "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        Element bound = answer(fresh);
        if (!"result".equals(bound.attribute("type"))) {
            throw new IllegalStateException("bind: " + bound + " (expected: a result)");
        }
        Element enabled = null;
        if (managed) {
            fresh.send("<enable xmlns='" + SM + "' resume='true'/>");
            enabled = answer(fresh);
        }
        lock.lock();
        try {
            binds++;
            if (enabled != null) {
                id = String.valueOf(enabled.attribute("id"));
                String where = enabled.attribute("location");
                location = where == null ? "" : where;
            }
            received = 0;
            acknowledged = 0;
            unacknowledged.removeIf(text -> text.equals("<presence/>"));
            unacknowledged.addFirst("<presence/>");
            unacknowledged.forEach(fresh::send);
            askIfManaged(fresh);
            in(fresh, door);
        } finally {
            lock.unlock();
        }
    }

    /// What is said from now on goes out behind what was sent again. Under the lock.
    private void in(XmlStream fresh, Door door) {
        visited.add(door);
        stream = fresh;
        changed.signalAll();
    }

    private static Element answer(XmlStream fresh) {
        Element answer = fresh.next(PATIENCE);
        if (answer == null) {
            throw new IllegalStateException("answer: none (expected: one within " + PATIENCE + ")");
        }
        return answer;
    }

    private void listen(XmlStream current) {
        while (!current.isOver() && !read(() -> over)) {
            Element element = current.next(LOOK);
            if (element != null) {
                came(current, element);
            }
        }
    }

    private void came(XmlStream current, Element element) {
        lock.lock();
        try {
            if (element.namespace().equals(SM)) {
                switch (element.name()) {
                    case "r" -> current.send("<a xmlns='%s' h='%d'/>".formatted(SM, received));
                    case "a" -> acknowledge(Long.parseLong(String.valueOf(element.attribute("h"))));
                    default -> throw new IllegalStateException("came: " + element);
                }
            } else if (element.is("error", XmlStream.STREAMS)) {
                sentAway(element);
            } else {
                received++;
                Element body = element.child("body", "jabber:client");
                if (element.name().equals("message") && body != null) {
                    Element stanzaId = element.child("stanza-id", "urn:xmpp:sid:0");
                    heard.add(
                            new Heard(
                                    String.valueOf(element.attribute("from")),
                                    body.text(),
                                    stanzaId == null
                                            ? ""
                                            : String.valueOf(stanzaId.attribute("id"))));
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void acknowledge(long h) {
        while (acknowledged < h && !unacknowledged.isEmpty()) {
            unacknowledged.remove();
            acknowledged++;
        }
        changed.signalAll();
    }

    /// A stream error, or a WebSocket's closing.
    private void sentAway(Element answer) {
        lock.lock();
        try {
            errors.add(answer);
            Element other = answer.child("see-other-host", "urn:ietf:params:xml:ns:xmpp-streams");
            String uri = answer.attribute("see-other-uri");
            String where = other == null ? uri : other.text();
            if (where != null) {
                advised = Door.named(doors.getFirst().way(), where);
                redirects.add(advised);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void left(XmlStream gone) {
        if (gone instanceof WebSocketStream socket) {
            Element farewell = socket.farewell();
            if (farewell != null && farewell.attribute("see-other-uri") != null) {
                sentAway(farewell);
            }
        }
        gone.pipe().cut();
        lock.lock();
        try {
            stream = null;
            if (advised == null && !location.isEmpty()) {
                advised = Door.named(doors.getFirst().way(), location);
                location = "";
            }
            if (!managed) {
                id = "";
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void set(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T read(Question<T> question) {
        lock.lock();
        try {
            return question.ask();
        } finally {
            lock.unlock();
        }
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long left = Duration.ofSeconds(90).toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError(
                            "%s: still not %s; heard %d, not acknowledged %d, resumed %d, %s, refused %s, %s"
                                    .formatted(
                                            user,
                                            what,
                                            heard.size(),
                                            unacknowledged.size(),
                                            resumptions,
                                            errors,
                                            refusals,
                                            trouble));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Closes its stream: the session ends.
    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            if (stream != null) {
                stream.end();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
