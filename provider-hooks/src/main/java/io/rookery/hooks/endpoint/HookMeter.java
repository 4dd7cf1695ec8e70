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

    /// A part of an answer was left out.
    ///
    /// @param reason one of a few fixed words
    void dropped(TenantId tenant, Operation operation, String reason);
}
