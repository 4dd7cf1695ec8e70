package io.rookery.routing.hop;

import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Names the account of one bare JID of one tenant's domain.
public record AccountId(TenantId tenant, BareJid jid) {
    /// The entity id of Cluster Sharding and the key of log records: `tenant/bare JID`.
    public String entityId() {
        return tenant.hex() + '/' + jid;
    }

    /// Parses an entity id.
    ///
    /// @throws IllegalArgumentException when it has another form
    public static AccountId parse(String entityId) {
        int slash = entityId.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "entity id: " + entityId + " (expected: tenant/bare JID)");
        }
        return new AccountId(
                TenantId.ofHex(entityId.substring(0, slash)),
                BareJid.parse(entityId.substring(slash + 1)));
    }

    /// The shard, and so the log partition, of an entity id (docs/protocol.md §1).
    public static int shard(String entityId, int shards) {
        CRC32C crc = new CRC32C();
        crc.update(entityId.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % shards);
    }
}
