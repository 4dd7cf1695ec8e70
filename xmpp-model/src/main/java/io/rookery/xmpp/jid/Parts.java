package io.rookery.xmpp.jid;

import rocks.xmpp.precis.PrecisProfile;

/// What the three parts of an address have in common: their length and the call to PRECIS.
final class Parts {

    /// Composition can shorten a part, so more is let in than may come out; far more is not, lest a
    /// long string buy much work.
    private static final int MAX_RAW_CHARS = 2 * Jid.MAX_PART_BYTES;

    private Parts() {}

    static void checkChars(String name, String raw) {
        if (raw.isEmpty() || raw.length() > MAX_RAW_CHARS) {
            throw wrongLength(name, raw);
        }
    }

    static void checkBytes(String name, String raw, int bytes) {
        if (bytes < 1 || bytes > Jid.MAX_PART_BYTES) {
            throw wrongLength(name, raw);
        }
    }

    private static JidFormatException wrongLength(String name, String raw) {
        return new JidFormatException(name, raw, "1 to " + Jid.MAX_PART_BYTES + " bytes");
    }

    /// Applies a profile and insists that applying it again changes nothing (RFC 8264 §7), so that
    /// a prepared address is a fixed point whoever prepares it next.
    static String enforce(PrecisProfile profile, String name, String raw) {
        try {
            String once = profile.enforce(raw);
            if (once.equals(profile.enforce(once))) {
                return once;
            }
        } catch (IllegalArgumentException e) {
            throw new JidFormatException(name, raw, "what its PRECIS profile allows");
        }
        throw new JidFormatException(name, raw, "a stable string");
    }

    static String foldAscii(String raw) {
        char[] folded = raw.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            char c = folded[i];
            if (c >= 'A' && c <= 'Z') {
                folded[i] = (char) (c + 32);
            }
        }
        return new String(folded);
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isSurrogate(c)) {
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
