package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the edge of one session held when it introduced the session, and what nobody had a record
/// of: it was lost with an earlier owner of the account, and its sender will send it again. The
/// session has it already.
final class Unrecorded {
    private final Map<Object, UUID> ids = new HashMap<>();

    void add(NumberedStanza.Name name, RecentKeys.@Nullable Origin origin) {
        ids.put(name.key(), name.stanzaId());
        if (origin != null) {
            ids.put(origin, name.stanzaId());
        }
    }

    /// Under which id the session has it, once; null when it has it not.
    @Nullable UUID remove(IngressKey key, RecentKeys.@Nullable Origin origin) {
        UUID id = ids.remove(key);
        UUID same = origin == null ? null : ids.remove(origin);
        return id == null ? same : id;
    }
}
