package io.rookery.xmpp.stream;

import java.util.Arrays;

/// The beginning of a frame whose end has not come yet; without one it holds no buffer.
final class HeldBytes {

    private static final byte[] NOTHING = new byte[0];
    private static final int MIN_BYTES = 512;

    private byte[] bytes = NOTHING;
    private int size;

    int size() {
        return size;
    }

    void add(byte[] chunk, int from, int to) {
        int more = to - from;
        if (bytes.length - size < more) {
            int capacity = Math.max(Math.max(MIN_BYTES, 2 * bytes.length), size + more);
            bytes = Arrays.copyOf(bytes, capacity);
        }
        System.arraycopy(chunk, from, bytes, size, more);
        size += more;
    }

    /// What is held and the rest of the frame behind it, in an array of its own.
    byte[] take(byte[] chunk, int from, int to) {
        byte[] whole = new byte[size + to - from];
        System.arraycopy(bytes, 0, whole, 0, size);
        System.arraycopy(chunk, from, whole, size, to - from);
        clear();
        return whole;
    }

    void clear() {
        bytes = NOTHING;
        size = 0;
    }
}
