package io.rookery.hooks.endpoint;

import io.rookery.routing.port.TenantId;
import java.time.Duration;

/// Counts what the hooks do. Called from many threads; must return at once.
public interface HookMeter {
    /// Counts nothing.
    HookMeter NONE =
            new HookMeter() {
                @Override
                public void called(
                        TenantId tenant, Operation operation, Outcome outcome, Duration took) {}

                @Override
                public void dropped(TenantId tenant, Operation operation, String reason) {}
            };

    /// A call ended, or was not made (`took` is zero then, or the time spent waiting for a turn).
    void called(TenantId tenant, Operation operation, Outcome outcome, Duration took);

    /// An endpoint's breaker changed its mind.
    default void breaker(TenantId tenant, EndpointHealth.Breaker now) {}

    /// A roster was asked for, and this is where it came from.
    default void roster(TenantId tenant, RosterSource source) {}

    /// Where a roster came from.
    enum RosterSource {
        /// The backend, just now.
        FETCHED,
        /// The backend, which said that nothing has changed.
        UNCHANGED,
        /// A copy that was still fresh.
        FRESH_COPY,
        /// A copy, because the backend is unavailable.
        STALE_COPY,
        /// Nowhere.
        NONE
    }

    /// A part of an answer was left out.
    ///
    /// @param reason one of a few fixed words
    void dropped(TenantId tenant, Operation operation, String reason);
}
