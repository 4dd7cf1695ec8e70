package io.rookery.routing.shard;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/// UUIDs as the 16 bytes that the wire has.
public final class Uuids {
    private Uuids() {}

    public static UUID of(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    public static ByteString bytes(UUID id) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip());
    }
}
