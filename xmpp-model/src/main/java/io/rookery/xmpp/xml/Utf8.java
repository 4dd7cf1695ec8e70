package io.rookery.xmpp.xml;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Strict checks of bytes before a parser sees them: UTF-8 by RFC 3629 §4, characters by XML 1.0
/// §2.2.
///
/// Woodstox is laxer with overlong forms and surrogates, and differences between parsers are what
/// stanza smuggling lives on.
final class Utf8 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = 0x2020202020202020L;

    private Utf8() {}

    /// @throws XmlException `ENCODING` at bytes that are not UTF-8, `NOT_WELL_FORMED` at characters
    ///   that XML does not have
    static void check(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (end - i >= Long.BYTES) {
                long word = (long) LONGS.get(bytes, i);
                // No byte with its high bit, and none that a space cannot be taken from.
                if (((word | (word - SPACES)) & HIGH_BITS) == 0) {
                    i += Long.BYTES;
                    continue;
                }
            }
            byte b = bytes[i];
            if (b >= ' ' || b == '\n' || b == '\t' || b == '\r') {
                i++;
            } else if (b >= 0) {
                throw new XmlException(
                        XmlException.Fault.NOT_WELL_FORMED,
                        "character: " + b + " (expected: one that XML 1.0 has)");
            } else {
                i += sequence(bytes, i, end);
            }
        }
    }

    /// The length of the sequence of two to four bytes that begins at `i`.
    private static int sequence(byte[] bytes, int i, int end) {
        int first = bytes[i] & 0xff;
        int second = i + 1 < end ? bytes[i + 1] & 0xff : 0;
        int length;
        int low = 0x80;
        int high = 0xbf;
        if (first >= 0xc2 && first <= 0xdf) {
            length = 2;
        } else if (first >= 0xe0 && first <= 0xef) {
            length = 3;
            low = first == 0xe0 ? 0xa0 : low;
            high = first == 0xed ? 0x9f : high;
        } else if (first >= 0xf0 && first <= 0xf4) {
            length = 4;
            low = first == 0xf0 ? 0x90 : low;
            high = first == 0xf4 ? 0x8f : high;
        } else {
            throw malformed(first);
        }
        if (second < low || second > high || i + length > end) {
            throw malformed(first);
        }
        for (int k = i + 2; k < i + length; k++) {
            if ((bytes[k] & 0xc0) != 0x80) {
                throw malformed(first);
            }
        }
        if (first == 0xef && second == 0xbf && (bytes[i + 2] & 0xff) >= 0xbe) {
            throw new XmlException(
                    XmlException.Fault.NOT_WELL_FORMED,
                    "character: U+FFFE or U+FFFF (expected: one that XML 1.0 has)");
        }
        return length;
    }

    private static XmlException malformed(int first) {
        return new XmlException(
                XmlException.Fault.ENCODING,
                "byte: 0x" + Integer.toHexString(first) + " (expected: well-formed UTF-8)");
    }
}
