package io.rookery.archive.backend;

import com.google.protobuf.ByteString;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Opened;
import io.rookery.routing.wire.Opening;
import io.rookery.routing.wire.Pending;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.routing.wire.StanzaKind;
import io.rookery.routing.wire.Stored;
import io.rookery.routing.wire.Taken;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/// Log records as a core writes them.
public final class Records {
    /// A tenant.
    public static final TenantId ACME = TenantId.parse("ten_01935ab0000070008000000000000001");

    /// Another.
    public static final TenantId OTHER = TenantId.parse("ten_01935ab0000070008000000000000002");

    /// An account of ACME.
    public static final String JULIET = "juliet@acme.test";

    /// Noon of the day these tests were written.
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Records() {}

    /// The `n`th id of the millisecond `at`.
    public static UUID id(Instant at, int n) {
        return new UUID((at.toEpochMilli() << 16) | 0x7000, 0x8000000000000000L | n);
    }

    /// The `n`th id of noon.
    public static UUID id(int n) {
        return id(NOON.plusMillis(n), n);
    }

    /// 16 bytes.
    public static ByteString bytes(UUID id) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip());
    }

    /// A message of JULIET's, received from `peer`.
    public static LogRecord stored(long epoch, UUID id, String peer, int flags) {
        return stored(epoch, JULIET, id, id.getMostSignificantBits() >>> 16, peer, flags);
    }

    /// A message of an account of ACME's, received from `peer`.
    public static LogRecord stored(
            long epoch, String owner, UUID id, long stampMillis, String peer, int flags) {
        return of(epoch, owner)
                .setStored(
                        Stored.newBuilder()
                                .setId(bytes(id))
                                .setStampMillis(stampMillis)
                                .setDirection(Direction.RECEIVED)
                                .setPeer(peer)
                                .setFlags(flags)
                                .setStanza(stanza(id)))
                .build();
    }

    /// The stanza of [#stored].
    public static StanzaEnvelope stanza(UUID id) {
        return StanzaEnvelope.newBuilder()
                .setKind(StanzaKind.MESSAGE)
                .setType("chat")
                .setId(id.toString())
                .setPayload(ByteString.copyFromUtf8("<body>" + id + "</body>"))
                .build();
    }

    /// Ids of JULIET's that became pending.
    public static LogRecord pending(long epoch, UUID... ids) {
        Pending.Builder pending = Pending.newBuilder();
        for (UUID id : ids) {
            pending.addIds(bytes(id));
        }
        return of(epoch, JULIET).setPending(pending).build();
    }

    /// Ids of JULIET's that were taken.
    public static LogRecord taken(long epoch, UUID... ids) {
        Taken.Builder taken = Taken.newBuilder();
        for (UUID id : ids) {
            taken.addIds(bytes(id));
        }
        return of(epoch, JULIET).setTaken(taken).build();
    }

    /// The end of an opening.
    public static LogRecord opened(long epoch) {
        return LogRecord.newBuilder()
                .setEpoch(epoch)
                .setOpened(Opened.newBuilder().setEpoch(epoch))
                .build();
    }

    /// The beginning of one.
    public static LogRecord opening(long replayFrom) {
        return LogRecord.newBuilder()
                .setOpening(Opening.newBuilder().setReplayFrom(replayFrom).setNode("test"))
                .build();
    }

    /// A record of an account of ACME's, without body.
    public static LogRecord.Builder of(long epoch, String owner) {
        return LogRecord.newBuilder()
                .setEpoch(epoch)
                .setTenant(bytes(ACME.value()))
                .setOwner(owner);
    }
}
