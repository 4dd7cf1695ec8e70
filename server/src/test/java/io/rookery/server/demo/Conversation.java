package io.rookery.server.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// One phone tells another numbers, from 0, again and again, until it is told to end.
final class Conversation {
    private static final Duration PACE = Duration.ofMillis(250);

    private final Phone from;
    private final Phone to;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());
    private final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
    private final Thread speaker;
    private final Thread listener;

    /// A number, and when it was heard.
    private record Heard(String body, long nanos) {}

    /// When a number was said, and under which stanza id.
    private record Sent(long nanos, String id) {}

    Conversation(Phone from, Phone to) {
        this.from = from;
        this.to = to;
        listener = Thread.startVirtualThread(this::listen);
        speaker = Thread.startVirtualThread(this::speak);
    }

    private void speak() {
        try {
            do {
                long now = System.nanoTime();
                sent.add(new Sent(now, from.send(to.jid(), Integer.toString(sent.size()))));
            } while (!ended.await(PACE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (Exception e) {
            throw new IllegalStateException(from.jid() + ": cannot send", e);
        }
    }

    private void listen() {
        try {
            while (true) {
                try {
                    heard.add(new Heard(to.nextMessage().getBody(), System.nanoTime()));
                } catch (Failed e) {
                    // Silence is judged by who asks for what was heard.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many numbers have been heard.
    int heard() {
        return heard.size();
    }

    /// How many have been said.
    int said() {
        return sent.size();
    }

    /// Says no more.
    void end() throws InterruptedException {
        ended.countDown();
        speaker.join();
    }

    /// Whether all that was said has been heard or came back as an error, or more than that.
    boolean complete() {
        return heard.size() + refused().size() >= sent.size();
    }

    /// Numbers that came back as an error (RFC 6120 §8.3): the window or the deadline of a stanza.
    List<String> refused() {
        return IntStream.range(0, sent.size())
                .filter(number -> from.wasRefused(sent.get(number).id))
                .mapToObj(Integer::toString)
                .toList();
    }

    /// What is wrong with what was heard; empty when each number came once and in order, or came
    /// back.
    String fault() {
        List<String> bodies = heard.stream().map(Heard::body).toList();
        List<String> refused = refused();
        List<String> expected =
                IntStream.range(0, sent.size())
                        .mapToObj(Integer::toString)
                        .filter(number -> !refused.contains(number))
                        .toList();
        return bodies.equals(expected) ? "" : this + ", heard " + bodies;
    }

    Duration longestWait() {
        return heard.stream()
                .map(each ->
                        Duration.ofNanos(each.nanos - sent.get(Integer.parseInt(each.body)).nanos))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /// Whether neither phone lost its stream.
    boolean connected() {
        return from.isConnected() && to.isConnected();
    }

    void close() {
        listener.interrupt();
        from.close();
        to.close();
    }

    @Override
    public String toString() {
        return from.jid()
                + " to "
                + to.jid()
                + ": "
                + heard()
                + " of "
                + said()
                + ", refused "
                + refused();
    }
}
