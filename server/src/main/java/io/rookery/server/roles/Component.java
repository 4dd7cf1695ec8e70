package io.rookery.server.roles;

/// A part of a node that starts and stops as one.
public interface Component {

    /// What log lines call it: a lower-case noun.
    String name();

    /// Starts and returns when others can use it. A component whose start fails leaves nothing
    /// running.
    ///
    /// @throws StartFailure when an operator has to change something
    /// @throws InterruptedException when the node is stopped while it starts
    void start() throws InterruptedException;

    /// Where it can be reached or what it holds, for the line that says that it is up.
    default String summary() {
        return "";
    }

    /// Stops and returns when nothing of it runs any more. Does nothing when it is not running.
    void stop();
}
