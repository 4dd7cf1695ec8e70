package io.rookery.edge.stream;

import java.util.List;

/// What a negotiation became, and what is to be done.
public record Decision(StreamState next, List<StreamAction> actions) {
    public Decision {
        actions = List.copyOf(actions);
    }

    static Decision of(StreamState next, StreamAction... actions) {
        return new Decision(next, List.of(actions));
    }
}
