package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The XML declaration before a stream header (XML 1.0 §2.8, RFC 6120 §11.5 and §11.6).
final class XmlDeclaration {

    private final String text;
    private int position;

    private XmlDeclaration(String text) {
        this.text = text;
    }

    /// How many bytes of `header` come before the start tag.
    ///
    /// @throws StreamException when there is a declaration, and not a right one for XMPP
    static int length(byte[] header) {
        int start = skipSpace(header, 0);
        int end = end(header);
        if (startsWithDeclaration(header, start)) {
            String text =
                    new String(header, start + 5, end - start - 5, StandardCharsets.ISO_8859_1);
            new XmlDeclaration(text.stripTrailing()).check();
        }
        return end;
    }

    /// Where the start tag begins, whatever the declaration before it says.
    static int end(byte[] header) {
        int start = skipSpace(header, 0);
        if (!startsWithDeclaration(header, start)) {
            return start;
        }
        int end = start + 5;
        while (end < header.length && header[end - 1] != '>') {
            end++;
        }
        return skipSpace(header, end);
    }

    static boolean startsWithDeclaration(byte[] bytes, int offset) {
        return bytes.length - offset > 5
                && bytes[offset] == '<'
                && bytes[offset + 1] == '?'
                && bytes[offset + 2] == 'x'
                && bytes[offset + 3] == 'm'
                && bytes[offset + 4] == 'l';
    }

    private static int skipSpace(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && isSpace((char) bytes[i])) {
            i++;
        }
        return i;
    }

    private void check() {
        String version = value("version");
        if (version == null || !version.startsWith("1.") || version.length() != 3) {
            throw malformed("version");
        }
        if (!version.equals("1.0")) {
            throw new StreamException(
                    StreamError.Condition.BAD_FORMAT, "XML " + version + " is not spoken here");
        }
        String encoding = value("encoding");
        if (encoding != null && !encoding.toUpperCase(Locale.ROOT).equals("UTF-8")) {
            throw new StreamException(
                    StreamError.Condition.UNSUPPORTED_ENCODING, "only UTF-8 is spoken here");
        }
        String standalone = value("standalone");
        if (standalone != null && !standalone.equals("yes") && !standalone.equals("no")) {
            throw malformed("standalone");
        }
        skipSpace();
        if (!text.substring(position).equals("?>")) {
            throw malformed("end");
        }
    }

    /// The value of the pseudo-attribute `name` if it comes next, else null.
    private @Nullable String value(String name) {
        int before = position;
        if (!skipSpace() || !text.startsWith(name, position)) {
            position = before;
            return null;
        }
        position += name.length();
        skipSpace();
        if (position >= text.length() || text.charAt(position) != '=') {
            throw malformed(name);
        }
        position++;
        skipSpace();
        char quote = position < text.length() ? text.charAt(position) : 0;
        int end = quote == '"' || quote == '\'' ? text.indexOf(quote, position + 1) : -1;
        if (end < 0) {
            throw malformed(name);
        }
        String value = text.substring(position + 1, end);
        position = end + 1;
        return value;
    }

    private boolean skipSpace() {
        int before = position;
        while (position < text.length() && isSpace(text.charAt(position))) {
            position++;
        }
        return position > before;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static StreamException malformed(String what) {
        return new StreamException(
                StreamError.Condition.NOT_WELL_FORMED, "XML declaration: wrong " + what);
    }
}
