package io.rookery.routing.port;

import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stanza.Trace;
import org.jspecify.annotations.Nullable;

/// Follows stanzas on their way, for those who look for where time goes. Few are followed; for all
/// others nothing is made and nothing is called but [#root].
public interface Tracing {
    /// Follows nothing.
    Tracing NONE = new Tracing() {};

    /// A stanza came from a client: begins a trace for the few that are chosen, else null.
    default @Nullable Step root(String name, TenantId tenant) {
        return null;
    }

    /// Begins a step in the trace of a stanza.
    default Step begin(Trace parent, String name, TenantId tenant) {
        return Step.NONE;
    }

    /// One step: something that began and will end. Any thread.
    interface Step {
        /// Of a stanza that is not followed.
        Step NONE = new Step() {};

        /// The stanza as it goes on from this step.
        default Stanza on(Stanza stanza) {
            return stanza;
        }

        /// Says more of it.
        default Step about(String key, String value) {
            return this;
        }

        /// Runs `task` so that what it asks others on this thread belongs to this step.
        default void during(Runnable task) {
            task.run();
        }

        /// It is over.
        default void end() {}
    }
}
