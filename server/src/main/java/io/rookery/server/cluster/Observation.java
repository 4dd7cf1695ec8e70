package io.rookery.server.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/// What a look at a process found.
///
/// @param reason why it is not simply up; empty otherwise
/// @param uptime since its start, as far as it lives
/// @param sessions of an edge, and
/// @param accounts of a core, where the node told
public record Observation(
        Member member,
        long pid,
        State state,
        String reason,
        Duration uptime,
        OptionalLong sessions,
        OptionalLong accounts) {

    /// How it is.
    public enum State {
        STARTING,
        UP,
        /// It gives what it has to others, and takes nothing new.
        DRAINING,
        UNHEALTHY,
        /// Its process ended though nobody stopped it in order.
        DEAD,
        STOPPED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
