package io.rookery.testkit.sim;

import java.util.List;

/// Something that must hold when a simulation has come to rest.
public interface Invariant {
    /// What is broken, one sentence each; empty when it holds.
    List<String> violations(Outcome outcome);

    /// Its name.
    default String name() {
        return getClass().getSimpleName();
    }
}
