package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds stream header, first-level elements and stream end in the bytes of a TCP stream.
///
/// It looks at each byte once, knows only as much of XML as it takes to find the ends, and leaves
/// the rest to [StanzaParser]; but what XMPP forbids (DTD, comments, instructions) and what no
/// character of XML is, it refuses itself, at the first byte that shows it. Where the bytes are cut
/// into chunks makes no difference. Between frames it holds no buffer.
///
/// ```
/// framer.feed(bytes, offset, length);
/// while (true) {
///     switch (framer.next()) { ... }   // until NEEDS_INPUT
/// }
/// ```
public final class StreamFramer {

    /// What was found.
    public enum Event {
        /// All that was fed has been looked at, and `feed` may be called again.
        NEEDS_INPUT,
        /// The stream header, which [#frame()] holds with its XML declaration.
        STREAM_OPENED,
        /// A first-level element, which [#frame()] holds.
        ELEMENT,
        /// White space between elements (RFC 6120 §4.6.1).
        KEEPALIVE,
        /// The end tag of the stream. What follows it is ignored.
        STREAM_CLOSED
    }

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] CDATA_NAME = ascii("CDATA[");

    private int maxFrameBytes;
    private FramerState state = FramerState.PROLOG;
    private @Nullable StreamException failure;
    private byte[] chunk = NOTHING;
    private int position;
    private int end;

    // The frame begun: what earlier chunks had of it, and where it goes on in this one.
    private final HeldBytes held = new HeldBytes();
    private int frameStart;
    private boolean inFrame;
    private byte[] frame = NOTHING;

    private final Prolog prolog = new Prolog();
    private @Nullable RootName root;
    private int depth;
    private int matched;

    /// A framer for one connection.
    ///
    /// @param maxFrameBytes the most bytes of a header or an element
    public StreamFramer(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /// Changes the most bytes of a header or an element, from the frame under way on.
    public void maxFrameBytes(int bytes) {
        this.maxFrameBytes = bytes;
    }

    /// Gives the next bytes, which the framer reads in place until it returns `NEEDS_INPUT`.
    ///
    /// @throws IllegalStateException when the bytes before have not all been looked at
    public void feed(byte[] bytes, int offset, int length) {
        if (position < end) {
            throw new IllegalStateException(
                    "unread: " + (end - position) + " bytes (expected: all of them looked at)");
        }
        chunk = bytes;
        position = offset;
        end = offset + length;
        frameStart = offset;
    }

    /// How many of the bytes fed have not been looked at.
    public int unread() {
        return end - position;
    }

    /// Forgets the bytes not looked at: what came in clear behind `<starttls/>` (RFC 6120
    /// §5.4.3.3).
    public void discardUnread() {
        chunk = NOTHING;
        position = 0;
        end = 0;
    }

    /// Expects a new stream header on the same connection (RFC 6120 §4.3.3).
    public void restart() {
        state = FramerState.PROLOG;
        inFrame = false;
        held.clear();
        depth = 0;
        root = null;
    }

    /// The bytes of the last header or element, in an array of their own.
    public byte[] frame() {
        return frame;
    }

    /// Goes on to the next thing in what was fed.
    ///
    /// @throws StreamException when the stream must end; then every later call throws it again
    public Event next() {
        if (failure != null) {
            throw failure;
        }
        try {
            return scan();
        } catch (StreamException e) {
            failure = e;
            throw e;
        }
    }

    private Event scan() {
        if (state == FramerState.EMPTY_STREAM) {
            state = FramerState.CLOSED;
            return Event.STREAM_CLOSED;
        }
        while (true) {
            int stop = inFrame ? Math.min(end, frameStart + maxFrameBytes - held.size()) : end;
            if (position >= stop) {
                return exhausted();
            }
            Event event = step(stop);
            if (event != null) {
                return event;
            }
        }
    }

    private Event exhausted() {
        if (position < end) {
            throw new StreamException(
                    StreamError.Condition.POLICY_VIOLATION,
                    "frame: more than " + maxFrameBytes + " bytes");
        }
        if (inFrame) {
            held.add(chunk, frameStart, end);
        }
        chunk = NOTHING;
        position = 0;
        end = 0;
        frameStart = 0;
        return Event.NEEDS_INPUT;
    }

    /// Looks at one run of bytes that mean nothing, or at the one byte that means something.
    private @Nullable Event step(int stop) {
        switch (state) {
            case PROLOG, PROLOG_TAG, DECLARATION, DECLARATION_END, AFTER_DECLARATION ->
                    prolog(chunk[position]);
            case BETWEEN -> {
                return between();
            }
            case TAG -> tag(chunk[position++]);
            case START_TAG -> {
                if (skip(stop, Bytes.IN_START_TAG)) {
                    return startTag(chunk[position++]);
                }
            }
            case START_TAG_SLASH -> {
                expect(chunk[position++], '>');
                return emptyElement();
            }
            case DOUBLE_QUOTED -> quoted(stop, Bytes.DOUBLE_QUOTE);
            case SINGLE_QUOTED -> quoted(stop, Bytes.SINGLE_QUOTE);
            case END_TAG -> {
                if (skip(stop, Bytes.LESS | Bytes.GREATER)) {
                    expect(chunk[position++], '>');
                    return endTag();
                }
            }
            case TEXT -> {
                if (skip(stop, Bytes.LESS)) {
                    position++;
                    state = FramerState.TAG;
                }
            }
            case BANG -> bang(chunk[position++]);
            case CDATA_NAME -> {
                expect(chunk[position++], CDATA_NAME[matched++]);
                state = matched == CDATA_NAME.length ? FramerState.CDATA : FramerState.CDATA_NAME;
            }
            case CDATA -> {
                if (skip(stop, Bytes.BRACKET)) {
                    position++;
                    state = FramerState.CDATA_BRACKET;
                }
            }
            case CDATA_BRACKET, CDATA_BRACKETS -> cdataBracket(chunk[position++]);
            case EMPTY_STREAM, CLOSED -> position = end;
        }
        return null;
    }

    /// Moves to the next byte of one of these classes; false when there is none before `stop`.
    private boolean skip(int stop, int classes) {
        int wanted = classes | Bytes.ILLEGAL;
        byte[] bytes = chunk;
        int i = position;
        while (i < stop && (Bytes.CLASS[bytes[i] & 0xff] & wanted) == 0) {
            i++;
        }
        position = i;
        if (i == stop) {
            return false;
        }
        Bytes.refuseIllegal(bytes[i]);
        return true;
    }

    private void prolog(byte b) {
        boolean before = state == FramerState.PROLOG;
        state = prolog.after(state, b);
        if (before && state == FramerState.PROLOG_TAG) {
            inFrame = true;
            frameStart = position;
        }
        position++;
    }

    private @Nullable Event between() {
        int start = position;
        while (position < end && Bytes.isSpace(chunk[position])) {
            position++;
        }
        if (position > start) {
            return Event.KEEPALIVE;
        }
        byte b = chunk[position];
        Bytes.refuseIllegal(b);
        if (b != '<') {
            throw Bytes.textBetween();
        }
        inFrame = true;
        frameStart = position++;
        state = FramerState.TAG;
        return null;
    }

    private void tag(byte b) {
        switch (b) {
            case '/' -> state = FramerState.END_TAG;
            case '!' -> state = FramerState.BANG;
            case '?' -> throw Bytes.restricted();
            default -> {
                Bytes.refuseUnlessNameStart(b);
                state = FramerState.START_TAG;
            }
        }
    }

    private @Nullable Event startTag(byte b) {
        switch (b) {
            case '"' -> state = FramerState.DOUBLE_QUOTED;
            case '\'' -> state = FramerState.SINGLE_QUOTED;
            case '/' -> state = FramerState.START_TAG_SLASH;
            case '>' -> {
                if (isHeader()) {
                    return streamOpened(FramerState.BETWEEN);
                }
                depth++;
                state = FramerState.TEXT;
            }
            default -> throw Bytes.notWellFormed("'<' in a tag");
        }
        return null;
    }

    private boolean isHeader() {
        return root == null;
    }

    private @Nullable Event emptyElement() {
        if (isHeader()) {
            return streamOpened(FramerState.EMPTY_STREAM);
        }
        if (depth == 0) {
            return element();
        }
        state = FramerState.TEXT;
        return null;
    }

    private @Nullable Event endTag() {
        if (depth == 0) {
            takeFrame();
            if (root == null || !root.isClosedBy(frame)) {
                throw Bytes.notWellFormed("an end tag that is not the stream's");
            }
            state = FramerState.CLOSED;
            return Event.STREAM_CLOSED;
        }
        depth--;
        if (depth == 0) {
            return element();
        }
        state = FramerState.TEXT;
        return null;
    }

    private void quoted(int stop, int quote) {
        if (skip(stop, quote | Bytes.LESS)) {
            if (chunk[position++] == '<') {
                throw Bytes.notWellFormed("'<' in an attribute");
            }
            state = FramerState.START_TAG;
        }
    }

    private void bang(byte b) {
        if (b != '[') {
            throw Bytes.restricted();
        }
        if (depth == 0) {
            throw Bytes.textBetween();
        }
        matched = 0;
        state = FramerState.CDATA_NAME;
    }

    private void cdataBracket(byte b) {
        Bytes.refuseIllegal(b);
        if (b == '>' && state == FramerState.CDATA_BRACKETS) {
            state = FramerState.TEXT;
        } else {
            state = b == ']' ? FramerState.CDATA_BRACKETS : FramerState.CDATA;
        }
    }

    private static void expect(byte b, int wanted) {
        Bytes.refuseIllegal(b);
        if (b != wanted) {
            throw Bytes.notWellFormed("'" + (char) b + "' instead of '" + (char) wanted + "'");
        }
    }

    private Event streamOpened(FramerState next) {
        takeFrame();
        root = RootName.of(frame);
        state = next;
        return Event.STREAM_OPENED;
    }

    private Event element() {
        takeFrame();
        state = FramerState.BETWEEN;
        return Event.ELEMENT;
    }

    private void takeFrame() {
        frame = held.take(chunk, frameStart, position);
        inFrame = false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
