package io.rookery.routing.port.watch;

import java.util.List;

/// What an account that is followed tells. Without stanzas: that `node` has the account now.
///
/// @param node where the account is, `host:port` of the cluster; empty when nobody answers
/// @param dropped what was not told since the last time, because there was too much
/// @param refused the account tells nothing now, since as many follow it already as may
public record Followed(String node, List<SeenStanza> stanzas, long dropped, boolean refused) {
    public Followed {
        stanzas = List.copyOf(stanzas);
    }

    public Followed(String node, List<SeenStanza> stanzas, long dropped) {
        this(node, stanzas, dropped, false);
    }

    /// That the account is there, and tells no more followers.
    public static Followed refusedBy(String node) {
        return new Followed(node, List.of(), 0, true);
    }
}
