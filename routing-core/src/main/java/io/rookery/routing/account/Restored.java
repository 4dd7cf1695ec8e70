package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.Stored;
import io.rookery.xmpp.stanza.Message;
import java.nio.ByteBuffer;
import java.util.UUID;

/// Reads back from records of the log what an account remembers of them.
final class Restored {
    private Restored() {}

    /// Puts the keys of a message record where its resend is looked for.
    static void keys(Stored stored, RecentKeys recent) {
        ByteBuffer id = stored.getId().asReadOnlyByteBuffer();
        UUID uuid = new UUID(id.getLong(), id.getLong());
        IngressKey key =
                new IngressKey(
                        SessionId.ofBytes(stored.getIngress().getSession().toByteArray()),
                        stored.getIngress().getNumber());
        recent.remember(key, uuid);
        if (!stored.getOriginId().isEmpty()
                && Envelopes.open(stored.getStanza()) instanceof Message message) {
            RecentKeys.Origin origin =
                    stored.getDirection() == Direction.SENT
                            ? Messages.origin(message)
                            : Messages.receivedOrigin(message);
            if (origin != null) {
                recent.remember(origin, new RecentKeys.Recorded(uuid, key));
            }
        }
    }
}
