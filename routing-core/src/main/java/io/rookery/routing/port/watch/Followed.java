package io.rookery.routing.port.watch;

import java.util.List;

/// What an account that is followed tells. Without stanzas: that `node` has the account now.
///
/// @param node where the account is, `host:port` of the cluster; empty when nobody answers
/// @param dropped what was not told since the last time, because there was too much
public record Followed(String node, List<SeenStanza> stanzas, long dropped) {
    public Followed {
        stanzas = List.copyOf(stanzas);
    }
}
