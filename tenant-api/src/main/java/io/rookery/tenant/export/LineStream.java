package io.rookery.tenant.export;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// Lines as bytes, got a few at a time when they are read: what is in memory is one piece. For one
/// thread at a time.
final class LineStream extends InputStream {
    private final Supplier<List<String>> pieces;
    private byte[] piece = new byte[0];
    private int position;
    private boolean ended;

    /// @param pieces gives lines without their ends, and none at the end
    LineStream(Supplier<List<String>> pieces) {
        this.pieces = pieces;
    }

    @Override
    public int read() {
        return fill() ? piece[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, buffer, offset, count);
        position += count;
        return count;
    }

    private boolean fill() {
        while (position == piece.length && !ended) {
            List<String> lines = pieces.get();
            ended = lines.isEmpty();
            piece = ended ? piece : bytes(lines);
            position = ended ? position : 0;
        }
        return position < piece.length;
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
