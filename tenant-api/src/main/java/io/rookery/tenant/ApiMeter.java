package io.rookery.tenant;

import java.time.Duration;

/// What the API counts. Called on many threads: implementations only add.
public interface ApiMeter {
    /// Counts nothing.
    ApiMeter NONE = new ApiMeter() {};

    /// A request was answered.
    ///
    /// @param method of HTTP, in capitals
    /// @param route template of the path, `/v1/domains/{id}`; empty when no route fits
    default void answered(String method, String route, int status, Duration took) {}
}
