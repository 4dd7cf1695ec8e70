package io.rookery.xmpp.stanza;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Names a trace and the step of it that a stanza comes from (W3C Trace Context, level 1). Only the
/// few stanzas that are followed have one; it travels beside the payload and is never written to a
/// stream.
///
/// @param high the first half of the trace's id
/// @param low the second half
/// @param span id of the step
public record Trace(long high, long low, long span) {
    private static final int BYTES = 3 * Long.BYTES;

    /// The form in which it travels between nodes: 24 bytes.
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).putLong(span).array();
    }

    /// Reads what [#toBytes] wrote; null for anything else, since nothing depends on a trace.
    public static @Nullable Trace parse(byte[] bytes) {
        if (bytes.length != BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Trace(buffer.getLong(), buffer.getLong(), buffer.getLong());
    }
}
