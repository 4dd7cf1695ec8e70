package io.rookery.server.observability;

import java.time.Duration;
import java.util.OptionalInt;

/// A node's part that can be rid of what it holds while the process runs. Any thread.
public interface Drainable {
    /// How far that is.
    ///
    /// @param draining nothing new is taken
    /// @param moving something is being moved
    /// @param moved sessions sent elsewhere so far; accounts are not counted
    /// @param left sessions or accounts that are still here
    /// @param elsewhere nodes that what is here can go to
    record Progress(boolean draining, boolean moving, int moved, int left, int elsewhere) {}

    /// Takes nothing new, and moves away what is here.
    ///
    /// @param rate sessions a second; empty: as the settings say
    /// @param most how long
    void drain(OptionalInt rate, Duration most);

    /// Takes part again.
    ///
    /// @throws IllegalStateException when it cannot now; it stays drained
    void undrain();

    Progress progress();
}
