package io.rookery.xmpp.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The qualified name of a stream's root, which its end tag must repeat.
final class RootName {

    private static final RootName USUAL =
            new RootName("stream:stream".getBytes(StandardCharsets.US_ASCII));

    private final byte[] name;

    private RootName(byte[] name) {
        this.name = name;
    }

    /// The name in a header that the framer has found.
    static RootName of(byte[] header) {
        int start = XmlDeclaration.end(header) + 1;
        int end = start;
        while ((Bytes.CLASS[header[end] & 0xff] & Bytes.ENDS_NAME) == 0) {
            end++;
        }
        byte[] name = Arrays.copyOfRange(header, start, end);
        return Arrays.equals(name, USUAL.name) ? USUAL : new RootName(name);
    }

    /// Whether an end tag, from `</` to `>`, is the root's.
    boolean isClosedBy(byte[] tag) {
        int i = 2;
        for (byte b : name) {
            if (tag[i++] != b) {
                return false;
            }
        }
        while (Bytes.isSpace(tag[i])) {
            i++;
        }
        return tag[i] == '>';
    }
}
