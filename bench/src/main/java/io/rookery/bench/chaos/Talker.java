package io.rookery.bench.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.bench.chaos.Course.Phase;
import io.rookery.bench.chaos.Edges.Edge;
import io.rookery.bench.chaos.Unacknowledged.Sent;
import io.rookery.bench.client.SaltedPasswords;
import io.rookery.bench.journal.Event;
import io.rookery.bench.journal.Journal;
import io.rookery.bench.journal.Key;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One person's client. When its socket dies it resumes its session at the next edge; when that is
/// refused it binds anew and sends again what was not acknowledged, under the same origin-id.
final class Talker {
    private static final String SM = "urn:xmpp:sm:3";
    private static final int WINDOW = 200;
    private static final int LEAST_PAUSE_MILLIS = 300;
    private static final int MORE_PAUSE_MILLIS = 700;
    private static final int STAY_MILLIS = 12_000;
    private static final int AWAY_MILLIS = 5_000;
    // Longer than a login that cannot read what is pending takes until it tries again.
    private static final int SILENCE_MILLIS = 15_000;
    private static final int MOST_LAST_LOGINS = 20;

    private final Person person;
    private final List<Person> contacts;
    private final Setting setting;
    private final Journal journal;
    private final RandomGenerator random;
    private final SaltedPasswords salted = new SaltedPasswords();
    private final Map<String, Long> numbers = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int turn;

    @GuardedBy("lock")
    private final Unacknowledged unacknowledged = new Unacknowledged();

    /// Of the session; null when there is none to resume.
    @GuardedBy("lock")
    private @Nullable String previous;

    @GuardedBy("lock")
    private long received;

    /// Null while the session has no socket.
    @GuardedBy("lock")
    private @Nullable Wire online;

    @GuardedBy("lock")
    private boolean leaving;

    @GuardedBy("lock")
    private long written;

    /// What all people of a run share.
    ///
    /// @param rate messages a second of each
    record Setting(String run, Edges edges, Course course, double rate) {}

    Talker(
            Person person,
            List<Person> contacts,
            Setting setting,
            Journal journal,
            RandomGenerator random) {
        this.person = person;
        this.contacts = List.copyOf(contacts);
        this.setting = setting;
        this.journal = journal;
        this.random = random;
        this.turn = random.nextInt(1_000);
    }

    /// Whether there is a session with a socket.
    boolean isOnline() {
        lock.lock();
        try {
            return online != null;
        } finally {
            lock.unlock();
        }
    }

    /// Messages that nobody has acknowledged yet.
    long open() {
        lock.lock();
        try {
            return unacknowledged.messages();
        } finally {
            lock.unlock();
        }
    }

    /// Connects again and again until the last phase begins. Blocks.
    void stayOnline() throws InterruptedException {
        while (setting.course.phase().compareTo(Phase.TAKE) < 0) {
            Edge edge = setting.edges.turn(turn++);
            try (Wire wire = setting.edges.enter(edge, person, salted)) {
                begin(wire, edge);
                receive(wire, edge);
            } catch (IOException e) {
                journal.write(new Event.Unreached(edge.name(), reason(e)));
            }
            pause(wasLeaving() ? AWAY_MILLIS : shortPause());
        }
    }

    private int shortPause() {
        return LEAST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS);
    }

    private boolean wasLeaving() {
        lock.lock();
        try {
            boolean was = leaving;
            leaving = false;
            return was && setting.course.phase() == Phase.TALK;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the session, so that the next login is a new one.
    void leave() {
        lock.lock();
        try {
            leaving = true;
            previous = null;
            if (online != null) {
                online.send(acknowledgement());
                online.end();
            }
        } catch (IOException e) {
            // The thread that receives sees it too.
            cut();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the connection without a word.
    void cut() {
        lock.lock();
        try {
            if (online != null) {
                online.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Logs in as somebody who has been away, and takes all that waits. Blocks.
    ///
    /// @throws IllegalStateException when that cannot be done
    void takeWhatWaits() throws InterruptedException {
        for (int attempt = 0; attempt < MOST_LAST_LOGINS; attempt++) {
            Edge edge = setting.edges.turn(turn++);
            try (Wire wire = setting.edges.enter(edge, person, salted)) {
                begin(wire, edge);
                wire.patience(SILENCE_MILLIS);
                if (receive(wire, edge)) {
                    return;
                }
            } catch (IOException e) {
                journal.write(new Event.Unreached(edge.name(), reason(e)));
                pause(LEAST_PAUSE_MILLIS * (attempt + 1));
            }
        }
        throw new IllegalStateException(person.jid() + ": no login at the end");
    }

    /// Resumes or binds.
    private void begin(Wire wire, Edge edge) throws IOException {
        String id;
        long count;
        lock.lock();
        try {
            id = previous;
            count = received;
        } finally {
            lock.unlock();
        }
        if (id != null) {
            wire.send("<resume xmlns='%s' previd='%s' h='%d'/>".formatted(SM, id, count));
            Element answer = wire.receive();
            if (answer.is("resumed", SM)) {
                resumed(wire, edge, answer);
                return;
            }
            notResumed(edge, answer);
        }
        bind(wire, edge);
    }

    private void resumed(Wire wire, Edge edge, Element answer) throws IOException {
        lock.lock();
        try {
            journal.write(new Event.Resumed(edge.name()));
            acknowledged(answer);
            sendAgain(wire, unacknowledged.open());
            online = wire;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void sendAgain(Wire wire, List<Sent> open) throws IOException {
        for (Sent each : open) {
            if (each.key() != null) {
                journal.write(new Event.Sent(each.key().toString(), true));
            }
            wire.send(each.xml());
        }
        wire.send("<r xmlns='" + SM + "'/>");
    }

    private void notResumed(Edge edge, Element answer) throws IOException {
        if (!answer.is("failed", SM)) {
            throw new IOException("resumption: " + answer.toXml());
        }
        lock.lock();
        try {
            Element condition = answer.firstChild();
            journal.write(
                    new Event.NotResumed(edge.name(), condition == null ? "" : condition.name()));
            acknowledged(answer);
            previous = null;
        } finally {
            lock.unlock();
        }
    }

    private void bind(Wire wire, Edge edge) throws IOException {
        wire.send(
                "<iq type='set' id='bind' xmlns='jabber:client'><bind"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>talk</resource>"
                        + "</bind></iq>");
        Element bound = wire.receive();
        if (!"result".equals(bound.attribute("type"))) {
            throw new IOException("bind: " + bound.toXml());
        }
        wire.send("<enable xmlns='" + SM + "' resume='true'/>");
        Element enabled = wire.receive();
        if (!enabled.is("enabled", SM)) {
            throw new IOException("stream management: " + enabled.toXml());
        }
        lock.lock();
        try {
            journal.write(new Event.Bound(edge.name()));
            previous = enabled.attribute("id");
            received = 0;
            List<Sent> left = unacknowledged.restart();
            unacknowledged.add("<presence xmlns='jabber:client'/>", null);
            left.forEach(each -> unacknowledged.add(each.xml(), each.key()));
            sendAgain(wire, unacknowledged.open());
            online = wire;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes what comes until the connection ends, or in the last phase until nothing comes.
    ///
    /// @return whether nothing came any more
    private boolean receive(Wire wire, Edge edge) throws IOException {
        String reason = "";
        boolean silent = false;
        try {
            if (setting.course.phase().compareTo(Phase.TAKE) < 0) {
                wire.patience(0);
            }
            while (reason.isEmpty()) {
                reason = take(wire, wire.receive());
            }
        } catch (SocketTimeoutException e) {
            silent = true;
        } catch (IOException e) {
            reason = reason(e);
        }
        lock.lock();
        try {
            online = null;
            if (silent) {
                wire.send(acknowledgement());
                wire.end();
                previous = null;
            }
            journal.write(new Event.Closed(edge.name(), leaving || silent, reason));
        } finally {
            lock.unlock();
        }
        return silent;
    }

    /// @return why the stream ends; empty while it goes on
    private String take(Wire wire, Element element) throws IOException {
        lock.lock();
        try {
            if (element.namespace().equals(Namespaces.CLIENT)) {
                received++;
            }
            switch (element.name()) {
                case "message" -> message(element);
                case "iq" -> answer(wire, element);
                case "r" -> wire.send(acknowledgement());
                case "a" -> acknowledged(element);
                case "error" -> {
                    return "stream error: " + element.toXml();
                }
                default -> {}
            }
            return "";
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void message(Element message) {
        String body = message.childText("body");
        if ("error".equals(message.attribute("type"))) {
            Element error = message.child("error");
            Element condition = error == null ? null : error.firstChild();
            String id = message.attribute("id");
            journal.write(
                    new Event.Refused(
                            id == null ? "" : id, condition == null ? "" : condition.name()));
        } else if (body != null) {
            Element id = message.child("stanza-id", "urn:xmpp:sid:0");
            String value = id == null ? null : id.attribute("id");
            journal.write(
                    new Event.Received(
                            body,
                            value == null ? "" : value,
                            message.child("delay", "urn:xmpp:delay") != null));
        }
    }

    /// Any request is answered with an empty result: servers ping (XEP-0199).
    @GuardedBy("lock")
    private void answer(Wire wire, Element iq) throws IOException {
        if ("get".equals(iq.attribute("type")) || "set".equals(iq.attribute("type"))) {
            String from = iq.attribute("from");
            String xml =
                    "<iq xmlns='jabber:client' type='result' id='%s'%s/>"
                            .formatted(
                                    iq.attribute("id"), from == null ? "" : " to='" + from + "'");
            unacknowledged.add(xml, null);
            wire.send(xml);
        }
    }

    @GuardedBy("lock")
    private String acknowledgement() {
        return "<a xmlns='" + SM + "' h='" + received + "'/>";
    }

    @GuardedBy("lock")
    private void acknowledged(Element told) {
        String count = told.attribute("h");
        if (count != null) {
            List<Key> counted = unacknowledged.acknowledged(Long.parseLong(count));
            counted.forEach(key -> journal.write(new Event.Acknowledged(key.toString())));
            setting.course.acknowledged(counted.size());
            changed.signalAll();
        }
    }

    /// Writes to the contacts in turn, as fast as the rate says, for as long as there is talk. What
    /// could not be written in time is made up for. Blocks.
    void talk() throws InterruptedException {
        long nanosEach = (long) (TimeUnit.SECONDS.toNanos(1) / setting.rate);
        long next = System.nanoTime() + random.nextLong(nanosEach);
        long stay = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stayMillis());
        while (setting.course.phase() == Phase.TALK) {
            lock.lock();
            try {
                long now = System.nanoTime();
                Wire wire = online;
                if (person.comesAndGoes() && now > stay) {
                    stay = now + TimeUnit.MILLISECONDS.toNanos(AWAY_MILLIS + stayMillis());
                    // Whoever was away writes no more than others afterwards.
                    next = now + TimeUnit.MILLISECONDS.toNanos(AWAY_MILLIS);
                    leave();
                } else if (wire == null || unacknowledged.size() >= WINDOW) {
                    changed.awaitNanos(TimeUnit.SECONDS.toNanos(1));
                } else if (now < next) {
                    changed.awaitNanos(next - now);
                } else {
                    next += nanosEach;
                    write(wire);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private int stayMillis() {
        return STAY_MILLIS + random.nextInt(STAY_MILLIS);
    }

    @GuardedBy("lock")
    private void write(Wire wire) {
        Person contact = contacts.get((int) (written++ % contacts.size()));
        long number = numbers.merge(contact.jid(), 1L, Long::sum);
        Key key = new Key(setting.run, person.jid(), contact.jid(), number);
        String xml =
                ("<message xmlns='jabber:client' type='chat' to='%s' id='%s'><body>%s</body>"
                                + "<origin-id xmlns='urn:xmpp:sid:0' id='%s'/></message>")
                        .formatted(contact.jid(), key, key, key);
        unacknowledged.add(xml, key);
        journal.write(new Event.Sent(key.toString(), false));
        setting.course.sent();
        try {
            wire.send(xml);
            wire.send("<r xmlns='" + SM + "'/>");
        } catch (IOException e) {
            // The thread that receives sees it too.
            wire.close();
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }

    private void pause(int millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
