package io.rookery.routing.cluster;

import io.rookery.routing.hop.SessionView;
import java.util.List;

/// An account's answer: its sessions, or the one that it has ended.
record SessionsTold(List<SessionView> sessions) {
    SessionsTold {
        sessions = List.copyOf(sessions);
    }
}
