package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;

/// What single bytes mean to [StreamFramer], and what is said of those that may not be there.
final class Bytes {

    static final int LESS = 1;
    static final int GREATER = 2;
    static final int DOUBLE_QUOTE = 4;
    static final int SINGLE_QUOTE = 8;
    static final int SLASH = 16;
    static final int BRACKET = 32;
    static final int SPACE = 64;
    static final int ILLEGAL = 128;

    static final int IN_START_TAG = LESS | GREATER | DOUBLE_QUOTE | SINGLE_QUOTE | SLASH;
    static final int ENDS_NAME = SPACE | SLASH | GREATER;

    /// The classes of each byte.
    static final short[] CLASS = classes();

    private Bytes() {}

    private static short[] classes() {
        short[] classes = new short[256];
        for (int b = 0; b < 256; b++) {
            boolean neverInUtf8 = b == 0xc0 || b == 0xc1 || b >= 0xf5;
            classes[b] = b < ' ' || neverInUtf8 ? (short) ILLEGAL : 0;
        }
        classes['<'] = LESS;
        classes['>'] = GREATER;
        classes['"'] = DOUBLE_QUOTE;
        classes['\''] = SINGLE_QUOTE;
        classes['/'] = SLASH;
        classes[']'] = BRACKET;
        classes[' '] = SPACE;
        classes['\t'] = SPACE;
        classes['\r'] = SPACE;
        classes['\n'] = SPACE;
        return classes;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    static void refuseIllegal(byte b) {
        if ((CLASS[b & 0xff] & ILLEGAL) != 0) {
            if (b < 0) {
                throw new StreamException(
                        StreamError.Condition.UNSUPPORTED_ENCODING, "a byte that UTF-8 has not");
            }
            throw notWellFormed("a control character");
        }
    }

    static void refuseUnlessNameStart(byte b) {
        refuseIllegal(b);
        boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
        if (b >= 0 && !letter && b != '_' && b != ':') {
            throw notWellFormed("a tag without name");
        }
    }

    /// The byte order marks of UTF-16 and a NUL show another encoding, all else is no XML.
    static StreamException atStart(byte b) {
        if (b == 0 || b == (byte) 0xfe || b == (byte) 0xff) {
            return new StreamException(
                    StreamError.Condition.UNSUPPORTED_ENCODING, "only UTF-8 is spoken here");
        }
        return new StreamException(
                StreamError.Condition.BAD_FORMAT, "a stream begins with its header");
    }

    static StreamException restricted() {
        return new StreamException(
                StreamError.Condition.RESTRICTED_XML,
                "no DTD, comments or processing instructions");
    }

    static StreamException textBetween() {
        return new StreamException(
                StreamError.Condition.BAD_FORMAT, "no text between first-level elements");
    }

    static StreamException notWellFormed(String what) {
        return new StreamException(StreamError.Condition.NOT_WELL_FORMED, what);
    }
}
