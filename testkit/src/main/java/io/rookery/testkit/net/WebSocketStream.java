package io.rookery.testkit.net;

import io.rookery.xmpp.xml.Element;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A stream over a WebSocket (RFC 7395), the frames (RFC 6455 §5) made by hand so that they can be
/// made wrong.
public final class WebSocketStream implements XmlStream {
    /// Operation codes of frames.
    public static final int TEXT = 1;

    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final int TURNS = 100;
    private static final Pattern BARE_STANZA =
            Pattern.compile("^<(message|presence|iq)\\b(?![^>]*\\sxmlns=)([\\s/>])");

    private final Pipe pipe;
    private final ArrayDeque<Element> come = new ArrayDeque<>();
    private byte[] unread = new byte[0];
    private boolean ended;
    private @Nullable Element farewell;

    private WebSocketStream(Pipe pipe) {
        this.pipe = pipe;
    }

    /// Upgrades (RFC 6455 §4.1).
    ///
    /// @param most how long the server may take to agree
    /// @throws IllegalStateException when it does not
    public static WebSocketStream upgrade(Pipe pipe, String host, String path, Duration most) {
        WebSocketStream stream = new WebSocketStream(pipe);
        stream.send(
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: "
                                + host
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + "Sec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Protocol: xmpp\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        stream.awaitUpgrade(most);
        return stream;
    }

    private void send(byte[] bytes) {
        pipe.send(bytes);
    }

    private void awaitUpgrade(Duration most) {
        int end = -1;
        for (int i = 0; i < TURNS && end < 0 && !ended; i++) {
            append(pipe.receive(most));
            end = new String(unread, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        }
        String head = new String(unread, 0, Math.max(0, end), StandardCharsets.ISO_8859_1);
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IllegalStateException("answer: " + head + " (expected: HTTP/1.1 101)");
        }
        drop(end + 4);
    }

    @Override
    public void open(String domain) {
        send("<open xmlns='" + FRAMING + "' to='" + domain + "' version='1.0'/>");
    }

    @Override
    public void restart() {
        // Each document stands for itself.
    }

    /// A stanza gets its namespace when it has none: each frame is a document of its own (RFC 7395
    /// §3.3.3).
    @Override
    public void send(String text) {
        String document = BARE_STANZA.matcher(text).replaceFirst("<$1 xmlns='jabber:client'$2");
        frame(TEXT, document.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends one frame of any kind.
    public void frame(int operation, byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(content.length + 14);
        frame.write(FINAL | operation);
        if (content.length < LENGTH_16) {
            frame.write(MASKED | content.length);
        } else if (content.length < 1 << 16) {
            frame.write(MASKED | LENGTH_16);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) content.length).array());
        } else {
            frame.write(MASKED | LENGTH_64);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(content.length).array());
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < content.length; i++) {
            frame.write(content[i] ^ MASK[i % MASK.length]);
        }
        send(frame.toByteArray());
    }

    @Override
    public void end() {
        send("<close xmlns='" + FRAMING + "'/>");
    }

    @Override
    public @Nullable Element next(Duration most) {
        boolean more = true;
        while (come.isEmpty() && !ended && more) {
            int before = unread.length;
            append(pipe.receive(most));
            more = unread.length > before;
            while (!ended && takeFrame()) {}
        }
        return come.poll();
    }

    private boolean takeFrame() {
        ByteBuffer buffer = ByteBuffer.wrap(unread);
        if (buffer.remaining() < 2) {
            return false;
        }
        int operation = buffer.get() & 0x0F;
        int first = buffer.get() & 0x7F;
        int wide = first == LENGTH_16 ? 2 : first == LENGTH_64 ? 8 : 0;
        if (buffer.remaining() < wide) {
            return false;
        }
        long length =
                switch (wide) {
                    case 0 -> first;
                    case 2 -> Short.toUnsignedInt(buffer.getShort());
                    default -> buffer.getLong();
                };
        if (buffer.remaining() < length) {
            return false;
        }
        byte[] content = new byte[(int) length];
        buffer.get(content);
        drop(buffer.position());
        taken(operation, content);
        return true;
    }

    private void taken(int operation, byte[] content) {
        switch (operation) {
            case TEXT -> {
                Element element = Xml.read(new String(content, StandardCharsets.UTF_8));
                if (element.is("close", FRAMING)) {
                    farewell = element;
                    ended = true;
                } else {
                    come.add(element);
                }
            }
            case PING -> frame(PONG, content);
            case CLOSE -> ended = true;
            default -> {}
        }
    }

    private void append(byte @Nullable [] more) {
        if (more == null) {
            ended = true;
            return;
        }
        unread = ByteBuffer.allocate(unread.length + more.length).put(unread).put(more).array();
    }

    private void drop(int count) {
        byte[] rest = new byte[unread.length - count];
        System.arraycopy(unread, count, rest, 0, rest.length);
        unread = rest;
    }

    @Override
    public boolean isOver() {
        return ended && come.isEmpty();
    }

    /// The `<close/>` that the server sent, null before that.
    public @Nullable Element farewell() {
        return farewell;
    }

    @Override
    public Pipe pipe() {
        return pipe;
    }
}
