package io.rookery.xmpp.stanza;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Marks as bytes: a version, three numbers, six strings, a list of strings.
///
/// Numbers are varints; a string is its length plus one and its UTF-8, 0 for null. Later versions
/// may append: what follows the list is not read.
final class MarksCodec {

    private static final int VERSION = 1;

    private MarksCodec() {}

    static byte[] encode(Marks marks) {
        if (marks.equals(Marks.NONE)) {
            return new byte[0];
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.write(VERSION);
        writeNumber(out, marks.bits());
        writeNumber(out, marks.children());
        writeNumber(out, marks.bodyBytes());
        writeText(out, marks.firstName());
        writeText(out, marks.firstNamespace());
        writeText(out, marks.originId());
        writeText(out, marks.receiptId());
        writeText(out, marks.markerId());
        writeText(out, marks.thread());
        writeNumber(out, marks.stanzaIdBy().size());
        marks.stanzaIdBy().forEach(by -> writeText(out, by));
        return out.toByteArray();
    }

    static Marks decode(byte[] bytes) {
        if (bytes.length == 0) {
            return Marks.NONE;
        }
        Reading in = new Reading(bytes);
        if (in.next() != VERSION) {
            throw Reading.malformed("version");
        }
        return new Marks(
                in.number(),
                in.number(),
                in.number(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.texts());
    }

    private static void writeNumber(ByteArrayOutputStream out, int number) {
        int rest = number;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static void writeText(ByteArrayOutputStream out, @Nullable String text) {
        if (text == null) {
            out.write(0);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeNumber(out, bytes.length + 1);
        out.write(bytes, 0, bytes.length);
    }

    /// A position in the bytes.
    private static final class Reading {

        private final byte[] bytes;
        private int position;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        int next() {
            if (position >= bytes.length) {
                throw malformed("end");
            }
            return bytes[position++] & 0xff;
        }

        int number() {
            int number = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                int part = next();
                number |= (part & 0x7f) << shift;
                if (part < 0x80) {
                    return number;
                }
            }
            throw malformed("number");
        }

        @Nullable String text() {
            int length = number() - 1;
            if (length < 0) {
                return null;
            }
            if (length > bytes.length - position) {
                throw malformed("text");
            }
            String text = new String(bytes, position, length, StandardCharsets.UTF_8);
            position += length;
            return text;
        }

        List<String> texts() {
            int count = number();
            if (count < 0 || count > bytes.length) {
                throw malformed("list");
            }
            List<String> texts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String text = text();
                texts.add(text == null ? "" : text);
            }
            return List.copyOf(texts);
        }

        static IllegalArgumentException malformed(String what) {
            return new IllegalArgumentException("marks: bad " + what + " (expected: version 1)");
        }
    }
}
