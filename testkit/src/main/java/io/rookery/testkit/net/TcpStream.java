package io.rookery.testkit.net;

import io.rookery.xmpp.stream.StreamFramer;
import io.rookery.xmpp.xml.Element;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A stream over TCP (RFC 6120 §4). The server's bytes are cut by the framer, and read by the JDK.
public final class TcpStream implements XmlStream {
    private static final int MAX_FRAME_BYTES = 8 << 20;

    private final Pipe pipe;
    private final StreamFramer framer = new StreamFramer(MAX_FRAME_BYTES);
    private final ArrayDeque<Element> come = new ArrayDeque<>();
    private String header = "";
    private boolean ended;

    public TcpStream(Pipe pipe) {
        this.pipe = pipe;
    }

    /// Sends a stream header, and expects one: after TLS and SASL too.
    @Override
    public void open(String domain) {
        send(
                "<?xml version='1.0'?><stream:stream to='"
                        + domain
                        + "' version='1.0' xmlns='jabber:client' xmlns:stream='"
                        + STREAMS
                        + "'>");
        restart();
    }

    @Override
    public void restart() {
        framer.restart();
    }

    @Override
    public void send(String text) {
        pipe.send(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void end() {
        send("</stream:stream>");
    }

    @Override
    public @Nullable Element next(Duration most) {
        boolean more = true;
        while (come.isEmpty() && !ended && more) {
            byte[] bytes = pipe.receive(most);
            if (bytes == null) {
                ended = true;
            } else {
                more = bytes.length > 0;
                take(bytes);
            }
        }
        return come.poll();
    }

    private void take(byte[] bytes) {
        framer.feed(bytes, 0, bytes.length);
        while (true) {
            switch (framer.next()) {
                case NEEDS_INPUT -> {
                    return;
                }
                case STREAM_OPENED -> {
                    header = new String(framer.frame(), StandardCharsets.UTF_8);
                    come.add(Xml.read(header + "</stream:stream>"));
                }
                case ELEMENT ->
                        come.add(
                                Xml.children(
                                                header
                                                        + new String(
                                                                framer.frame(),
                                                                StandardCharsets.UTF_8)
                                                        + "</stream:stream>")
                                        .getFirst());
                case KEEPALIVE -> {}
                case STREAM_CLOSED -> {
                    ended = true;
                    return;
                }
            }
        }
    }

    @Override
    public boolean isOver() {
        return ended && come.isEmpty();
    }

    @Override
    public Pipe pipe() {
        return pipe;
    }
}
