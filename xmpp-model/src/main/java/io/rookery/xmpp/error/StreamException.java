package io.rookery.xmpp.error;

/// Thrown where what a peer sent must end its stream.
///
/// Hostile peers cause these, so they carry no stack trace.
public final class StreamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StreamError error;

    /// An exception for `error`.
    public StreamException(StreamError error) {
        super(message(error), null, false, false);
        this.error = error;
    }

    /// An exception for a condition with an explanation for logs and peer.
    public StreamException(StreamError.Condition condition, String text) {
        this(StreamError.of(condition, text));
    }

    /// What to tell the peer before closing.
    public StreamError error() {
        return error;
    }

    private static String message(StreamError error) {
        String text = error.text();
        return text == null
                ? error.condition().wireName()
                : error.condition().wireName() + ": " + text;
    }
}
