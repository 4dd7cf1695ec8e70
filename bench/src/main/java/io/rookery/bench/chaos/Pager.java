package io.rookery.bench.chaos;

import io.rookery.bench.chaos.Course.Phase;
import io.rookery.bench.chaos.Edges.Edge;
import io.rookery.bench.client.SaltedPasswords;
import io.rookery.bench.journal.Event;
import io.rookery.bench.journal.Journal;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/// Another client of a person: it pages the archive after the last id that it saw (XEP-0313), all
/// the while.
final class Pager {
    private static final String MAM = "urn:xmpp:mam:2";
    private static final String RSM = "http://jabber.org/protocol/rsm";
    private static final int PAGE = 100;
    private static final int MOST_FAILURES = 60;

    private final Person person;
    private final Edges edges;
    private final Course course;
    private final Journal journal;
    private final int pauseMillis;
    private final SaltedPasswords salted = new SaltedPasswords();
    private String last = "";
    private int turn;
    private int queries;

    Pager(Person person, Edges edges, Course course, Journal journal, int pauseMillis) {
        this.person = person;
        this.edges = edges;
        this.course = course;
        this.journal = journal;
        this.pauseMillis = pauseMillis;
        this.turn = person.account().number();
    }

    /// Pages until the last phase begins. Blocks.
    void follow() throws InterruptedException {
        while (course.phase() != Phase.OVER) {
            Edge edge = edges.turn(turn++);
            try (Wire wire = edges.enter(edge, person, salted)) {
                bind(wire);
                try {
                    while (course.phase() != Phase.OVER) {
                        page(wire, last, Event.Paged::new);
                        pause(pauseMillis);
                    }
                    journal.write(new Event.Closed(edge.name(), true, ""));
                } catch (SocketTimeoutException e) {
                    journal.write(new Event.Closed(edge.name(), true, "no answer: " + e));
                } catch (IOException e) {
                    journal.write(new Event.Closed(edge.name(), false, e.getMessage() + ""));
                }
            } catch (IOException e) {
                journal.write(new Event.Unreached(edge.name(), e.getMessage() + ""));
            }
            pause(pauseMillis);
        }
    }

    /// Goes on to the end, and then reads all of it once from the beginning. Blocks.
    ///
    /// @throws IllegalStateException when the archive cannot be read
    void readAll() throws InterruptedException {
        for (int attempt = 0; attempt < MOST_FAILURES; attempt++) {
            Edge edge = edges.turn(turn++);
            try (Wire wire = edges.enter(edge, person, salted)) {
                bind(wire);
                while (!page(wire, last, Event.Paged::new)) {}
                last = "";
                while (!page(wire, last, Event.Archived::new)) {}
                return;
            } catch (IOException e) {
                journal.write(new Event.Unreached(edge.name(), e.getMessage() + ""));
                pause(pauseMillis);
            }
        }
        throw new IllegalStateException(person.jid() + ": the archive cannot be read");
    }

    private static void bind(Wire wire) throws IOException {
        wire.send(
                "<iq type='set' id='bind' xmlns='jabber:client'><bind"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>page</resource>"
                        + "</bind></iq>");
        Element bound = wire.receive();
        if (!"result".equals(bound.attribute("type"))) {
            throw new IOException("bind: " + bound.toXml());
        }
    }

    /// Reads one page and writes down what is on it.
    ///
    /// @return whether the archive ended with it; false also when the server asked to wait
    private boolean page(Wire wire, String after, BiFunction<String, String, Event> event)
            throws IOException, InterruptedException {
        String query = "q" + ++queries;
        wire.send(
                ("<iq xmlns='jabber:client' type='set' id='%s'><query xmlns='%s' queryid='%s'>"
                                + "<set xmlns='%s'><max>%d</max>%s</set></query></iq>")
                        .formatted(
                                query,
                                MAM,
                                query,
                                RSM,
                                PAGE,
                                after.isEmpty() ? "" : "<after>" + after + "</after>"));
        while (true) {
            Element element = wire.receive();
            if (element.name().equals("message")) {
                entry(element, event);
            } else if (element.name().equals("iq") && query.equals(element.attribute("id"))) {
                Element end = element.child("fin", MAM);
                if (end == null) {
                    pause(pauseMillis);
                    return false;
                }
                return "true".equals(end.attribute("complete"));
            } else if (element.name().equals("error")) {
                throw new IOException("stream error: " + element.toXml());
            }
        }
    }

    private void entry(Element message, BiFunction<String, String, Event> event) {
        Element result = message.child("result", MAM);
        Element forwarded = result == null ? null : result.child("forwarded", "urn:xmpp:forward:0");
        Element inner = forwarded == null ? null : forwarded.child("message", Namespaces.CLIENT);
        if (result != null && inner != null) {
            last = result.attribute("id") + "";
            journal.write(event.apply(last, inner.childText("body") + ""));
        }
    }

    private static void pause(int millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
