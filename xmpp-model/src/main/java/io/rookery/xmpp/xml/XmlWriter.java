package io.rookery.xmpp.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes XML as UTF-8 into a byte array that grows.
///
/// Elements are written without prefixes, each declaring its namespace where it differs from the
/// one around it; only the stream's own namespaces get the prefixes that old clients look for. What
/// XML cannot carry (control characters, lone surrogates) is left out. Not thread-safe; may be used
/// again after [#reset()].
public final class XmlWriter {

    private static final int INITIAL_BYTES = 256;
    private static final int MAX_CHAR_BYTES = 6;
    private static final byte[] AMP = ascii("&amp;");
    private static final byte[] LT = ascii("&lt;");
    private static final byte[] GT = ascii("&gt;");
    private static final byte[] APOS = ascii("&apos;");
    private static final byte[] TAB = ascii("&#9;");
    private static final byte[] LF = ascii("&#10;");
    private static final byte[] CR = ascii("&#13;");

    private final Scope scope;
    private byte[] buffer;
    private int size;
    private String[] tags = new String[8];
    private String[] defaults = new String[8];
    private int depth;
    private boolean tagOpen;
    private int prefixes;

    /// A writer with a small buffer.
    public XmlWriter(Scope scope) {
        this(scope, INITIAL_BYTES);
    }

    /// A writer with a buffer of `capacity` bytes to begin with.
    public XmlWriter(Scope scope, int capacity) {
        this.scope = scope;
        this.buffer = new byte[Math.max(capacity, MAX_CHAR_BYTES)];
    }

    /// Begins an element within the current one.
    ///
    /// @param name a local name, which the caller knows to be one
    public XmlWriter start(String name, String namespace) {
        String prefix = usualPrefix(namespace);
        String around = currentDefault();
        String tag = prefix == null ? name : prefix + ':' + name;
        beginTag(tag, prefix == null ? namespace : around);
        if (prefix == null) {
            if (!namespace.equals(around)) {
                put(" xmlns='");
                attributeText(namespace);
                put('\'');
            }
        } else if (scope != Scope.STREAM || !namespace.equals(Namespaces.STREAMS)) {
            declare(prefix, namespace);
        }
        return this;
    }

    /// The prefix that an element of this namespace is written with, or null for none.
    private static @Nullable String usualPrefix(String namespace) {
        if (namespace.equals(Namespaces.STREAMS)) {
            return "stream";
        }
        return namespace.equals(Namespaces.DIALBACK) ? "db" : null;
    }

    private String currentDefault() {
        if (depth > 0) {
            return defaults[depth - 1];
        }
        return scope == Scope.DOCUMENT ? "" : Namespaces.CLIENT;
    }

    private void beginTag(String tag, String defaultNamespace) {
        finishTag();
        if (depth == tags.length) {
            tags = Arrays.copyOf(tags, 2 * depth);
            defaults = Arrays.copyOf(defaults, 2 * depth);
        }
        tags[depth] = tag;
        defaults[depth] = defaultNamespace;
        depth++;
        put('<');
        put(tag);
        tagOpen = true;
        prefixes = 0;
    }

    private void declare(String prefix, String namespace) {
        put(" xmlns:");
        put(prefix);
        put("='");
        attributeText(namespace);
        put('\'');
    }

    /// Adds an attribute without prefix to the element just begun; null adds nothing.
    public XmlWriter attribute(String name, @Nullable String value) {
        if (value != null) {
            attributeNamed("", name, value);
        }
        return this;
    }

    /// Adds an attribute of a namespace to the element just begun; null adds nothing.
    public XmlWriter attribute(String namespace, String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        if (namespace.isEmpty()) {
            attributeNamed("", name, value);
        } else if (namespace.equals(Namespaces.XML)) {
            attributeNamed("xml:", name, value);
        } else {
            String prefix = "n" + prefixes++;
            declare(prefix, namespace);
            attributeNamed(prefix + ':', name, value);
        }
        return this;
    }

    private void attributeNamed(String prefix, String name, String value) {
        if (!tagOpen) {
            throw new IllegalStateException("attribute: " + name + " (expected: before content)");
        }
        put(' ');
        put(prefix);
        put(name);
        put("='");
        attributeText(value);
        put('\'');
    }

    /// Writes character data.
    public XmlWriter text(String text) {
        if (!text.isEmpty()) {
            finishTag();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                    i += surrogates(c, text.charAt(i + 1));
                } else {
                    textChar(c);
                }
            }
        }
        return this;
    }

    /// Writes character data.
    public XmlWriter text(char[] chars, int offset, int length) {
        if (length > 0) {
            finishTag();
            int end = offset + length;
            for (int i = offset; i < end; i++) {
                char c = chars[i];
                if (Character.isHighSurrogate(c) && i + 1 < end) {
                    i += surrogates(c, chars[i + 1]);
                } else {
                    textChar(c);
                }
            }
        }
        return this;
    }

    /// Copies bytes that are well-formed content for this place: nothing is checked or escaped.
    public XmlWriter raw(byte[] content, int offset, int length) {
        if (length > 0) {
            finishTag();
            ensure(length);
            System.arraycopy(content, offset, buffer, size, length);
            size += length;
        }
        return this;
    }

    /// Copies bytes that are well-formed content for this place: nothing is checked or escaped.
    public XmlWriter raw(byte[] content) {
        return raw(content, 0, content.length);
    }

    /// Ends the current element.
    public XmlWriter end() {
        if (depth == 0) {
            throw new IllegalStateException("end: no element (expected: one begun before)");
        }
        depth--;
        if (tagOpen) {
            put("/>");
            tagOpen = false;
        } else {
            put("</");
            put(tags[depth]);
            put('>');
        }
        return this;
    }

    /// Finishes the start tag just begun and forgets the element: for a stream header, whose end
    /// comes with the end of the stream.
    public XmlWriter leaveOpen() {
        finishTag();
        depth--;
        return this;
    }

    /// The number of bytes written so far.
    public int size() {
        return size;
    }

    /// The bytes written so far, in an array of their own.
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    /// The array written to, of which the first [#size()] bytes count; only until the next write.
    public byte[] buffer() {
        return buffer;
    }

    /// Forgets what was written and keeps the buffer.
    public void reset() {
        size = 0;
        depth = 0;
        tagOpen = false;
    }

    /// What was written so far, as a string.
    @Override
    public String toString() {
        return new String(buffer, 0, size, StandardCharsets.UTF_8);
    }

    private void finishTag() {
        if (tagOpen) {
            put('>');
            tagOpen = false;
        }
    }

    private void textChar(char c) {
        if (c >= ' ' && c < 0x80) {
            switch (c) {
                case '&' -> put(AMP);
                case '<' -> put(LT);
                case '>' -> put(GT);
                default -> put(c);
            }
        } else if (c == '\r') {
            put(CR);
        } else if (c == '\n' || c == '\t') {
            put(c);
        } else {
            putChar(c);
        }
    }

    private void attributeText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\'' -> put(APOS);
                case '\t' -> put(TAB);
                case '\n' -> put(LF);
                default -> {
                    if (Character.isHighSurrogate(c) && i + 1 < value.length()) {
                        i += surrogates(c, value.charAt(i + 1));
                    } else {
                        textChar(c);
                    }
                }
            }
        }
    }

    /// Writes a pair; returns 1 when the second character was used up.
    private int surrogates(char high, char low) {
        if (!Character.isLowSurrogate(low)) {
            return 0;
        }
        int point = Character.toCodePoint(high, low);
        ensure(MAX_CHAR_BYTES);
        buffer[size++] = (byte) (0xf0 | (point >> 18));
        buffer[size++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        buffer[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        buffer[size++] = (byte) (0x80 | (point & 0x3f));
        return 1;
    }

    /// Writes a character that is no plain ASCII, unless XML has it not.
    private void putChar(char c) {
        if (c < 0x80) {
            if (c == 0x7f) {
                put(c);
            }
            return;
        }
        if (Character.isSurrogate(c) || c >= 0xfffe) {
            return;
        }
        ensure(MAX_CHAR_BYTES);
        if (c < 0x800) {
            buffer[size++] = (byte) (0xc0 | (c >> 6));
        } else {
            buffer[size++] = (byte) (0xe0 | (c >> 12));
            buffer[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        }
        buffer[size++] = (byte) (0x80 | (c & 0x3f));
    }

    private void put(char ascii) {
        ensure(1);
        buffer[size++] = (byte) ascii;
    }

    private void put(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void put(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x80) {
                put(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < name.length()) {
                i += surrogates(c, name.charAt(i + 1));
            } else {
                putChar(c);
            }
        }
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
