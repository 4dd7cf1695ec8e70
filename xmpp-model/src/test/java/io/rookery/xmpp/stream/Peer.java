package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.StreamException;
import io.rookery.xmpp.xml.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the bytes of a stream apart as an edge does, and says what came of it.
final class Peer {

    static final String HEADER =
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='acme.test'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";

    private final StanzaParser parser;
    private final StreamFramer framer;
    private final List<String> seen = new ArrayList<>();
    private @Nullable StreamContext context;

    Peer(StanzaParser parser) {
        this.parser = parser;
        this.framer = new StreamFramer(parser.input().limits().maxFrameBytes());
    }

    Peer() {
        this(new StanzaParser(Limits.authenticated()));
    }

    /// Frames only: one line for each header, element and end, or the error's condition.
    static List<String> frames(byte[] bytes, int... cuts) {
        Peer peer = new Peer();
        peer.take(bytes, false, cuts);
        return peer.seen;
    }

    /// Frames and parses: one line for each stanza or element, or the error's condition.
    static List<String> parsed(StanzaParser parser, byte[] bytes, int... cuts) {
        Peer peer = new Peer(parser);
        peer.take(bytes, true, cuts);
        return peer.seen;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void take(byte[] bytes, boolean parse, int... cuts) {
        try {
            int from = 0;
            for (int i = 0; i <= cuts.length; i++) {
                int to = i < cuts.length ? cuts[i] : bytes.length;
                // A chunk of its own, since the framer reads in place.
                byte[] chunk = new byte[to - from + 3];
                System.arraycopy(bytes, from, chunk, 3, to - from);
                framer.feed(chunk, 3, to - from);
                drain(parse);
                from = to;
            }
        } catch (StreamException e) {
            seen.add("error " + e.error().condition());
        }
    }

    private void drain(boolean parse) {
        while (true) {
            switch (framer.next()) {
                case NEEDS_INPUT -> {
                    return;
                }
                case STREAM_OPENED -> {
                    seen.add("opened " + text(framer.frame()));
                    if (parse) {
                        context = StreamContext.parse(framer.frame(), parser.input());
                    }
                }
                case ELEMENT -> {
                    byte[] frame = framer.frame();
                    seen.add("element " + (parse ? outcome(frame) : text(frame)));
                }
                case KEEPALIVE -> {}
                case STREAM_CLOSED -> seen.add("closed");
            }
        }
    }

    private String outcome(byte[] frame) {
        StreamContext current = context;
        if (current == null) {
            throw new IllegalStateException("context: null (expected: a header before)");
        }
        return parser.parse(frame, current).toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
