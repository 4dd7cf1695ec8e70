package io.rookery.xmpp.jid;

/// Thrown when a string is not the address, or the part of one, that it should be.
///
/// It answers as `jid-malformed` (RFC 6120 §8.3.3.8) when the string came in a stanza's `to`.
public final class JidFormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /// How much of a bad value is repeated in the message, in characters.
    private static final int SHOWN_CHARS = 64;

    JidFormatException(String name, String value, String expected) {
        super(name + ": " + shown(value) + " (expected: " + expected + ")");
    }

    private static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < value.length() && i < SHOWN_CHARS; i++) {
            char c = value.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return value.length() > SHOWN_CHARS ? shown + "…" : shown.toString();
    }
}
