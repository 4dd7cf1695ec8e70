package io.rookery.edge.netty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A WebSocket whose frames (RFC 6455 §5.2) are made by hand, so that they can be made wrong, and
/// which answers nothing by itself.
final class RawWebSocket implements AutoCloseable {
    static final int MORE = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FINAL = 0x80;

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final byte[] MASK = {7, 11, 13, 17};

    private final Socket socket;
    private final DataInputStream in;

    /// What came: of a closing frame the text is its status, `end` when the socket has ended.
    record Frame(int operation, String text) {
        static final Frame END = new Frame(-1, "end");

        static Frame closing(int status) {
            return new Frame(CLOSE, Integer.toString(status));
        }
    }

    RawWebSocket(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            send(upgrade().getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new AssertionError(head);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String upgrade() {
        return String.join(
                "\r\n",
                "GET /ws HTTP/1.1",
                "Host: acme.test",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: xmpp",
                "",
                "");
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void text(String document) {
        send(frame(FINAL | TEXT, document.getBytes(StandardCharsets.UTF_8)));
    }

    void closing(int status) {
        send(frame(FINAL | CLOSE, ByteBuffer.allocate(2).putShort((short) status).array()));
    }

    /// One frame, masked as a client must.
    ///
    /// @param first the first byte: `FINAL`, reserved bits, operation
    static byte[] frame(int first, byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(content.length + 14);
        frame.write(first);
        if (content.length < 126) {
            frame.write(0x80 | content.length);
        } else if (content.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) content.length).array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(content.length).array());
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < content.length; i++) {
            frame.write(content[i] ^ MASK[i % MASK.length]);
        }
        return frame.toByteArray();
    }

    Frame next() {
        try {
            int operation = in.readByte() & 0x0F;
            int length = in.readByte() & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] content = in.readNBytes(length);
            return operation == CLOSE && length >= 2
                    ? Frame.closing(ByteBuffer.wrap(content).getShort())
                    : new Frame(operation, new String(content, StandardCharsets.UTF_8));
        } catch (EOFException | SocketException e) {
            return Frame.END;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next text.
    String document() {
        Frame next = next();
        if (next.operation() != TEXT) {
            throw new AssertionError(next + " (expected: text)");
        }
        return next.text();
    }

    /// Opens a stream; returns the features.
    String open() {
        text(
                "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='acme.test'"
                        + " version='1.0'/>");
        document();
        return document();
    }

    /// Opens, logs in and binds.
    void session(String name, String resource) {
        open();
        ScramExchange scram = new ScramExchange("SCRAM-SHA-1", name, RunningEdge.PASSWORD);
        text(scram.first());
        text(scram.last(document()));
        scram.verify(document());
        open();
        text(
                "<iq xmlns='jabber:client' id='b' type='set'>"
                        + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>"
                        + resource
                        + "</resource></bind></iq>");
        document();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
