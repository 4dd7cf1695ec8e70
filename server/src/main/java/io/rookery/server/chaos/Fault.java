package io.rookery.server.chaos;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something done to a deployment.
///
/// @param victim name of the node
/// @param second node that is killed within the recovery of the first, for [Act#KILL_TWO]; else
///   empty
/// @param place where the victim ends, for [Act#END_AT]; else null
/// @param gap since the one before it was over
/// @param down how long the victim stays dead or halted
record Fault(
        Act act,
        String victim,
        String second,
        @Nullable Failpoint place,
        Duration gap,
        Duration down) {
    private static final Duration LONG = Duration.ofSeconds(30);

    /// What is done.
    enum Act {
        /// `kill -9`.
        KILL,
        /// `kill -9` of an edge, and of a core soon after.
        KILL_TWO,
        /// SIGSTOP, later SIGCONT.
        PAUSE,
        /// The same for so short a time that nobody gives the node up, whatever else is going on.
        BLINK,
        /// Stopped and started in order.
        RESTART,
        /// Ended between two acts.
        END_AT
    }

    /// What a run must have had at least once, besides a fault of each role.
    List<String> marks() {
        return switch (act) {
            case KILL, RESTART, BLINK -> List.of();
            case KILL_TWO -> List.of("second-fault-in-recovery");
            case PAUSE ->
                    down.compareTo(LONG) < 0 ? List.of() : List.of("halted-" + role() + "-30-s");
            case END_AT -> List.of(at());
        };
    }

    private String at() {
        return place == null ? "" : place.word();
    }

    /// The kind of the victim, by its word.
    String role() {
        return role(victim);
    }

    static String role(String node) {
        int dash = node.indexOf('-');
        return dash < 0 ? node : node.substring(0, dash);
    }

    @Override
    public String toString() {
        return switch (act) {
            case KILL -> "kill -9 %s for %s".formatted(victim, seconds(down));
            case KILL_TWO -> "kill -9 %s, then %s".formatted(victim, second);
            case PAUSE, BLINK -> "halt %s for %s".formatted(victim, seconds(down));
            case RESTART -> "restart " + victim;
            case END_AT -> "end %s at %s".formatted(victim, at());
        };
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1_000.0);
    }
}
