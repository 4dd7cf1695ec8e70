package io.rookery.archive.retention;

import io.rookery.routing.port.TenantId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What is to be erased, kept where it survives every process; bound by `server` to the control
/// plane's rows.
public interface ErasureOrders {
    /// One deleted account or domain.
    ///
    /// @param localpart empty for the whole domain
    /// @param keepFrom when the name was given out again, null when it was not
    /// @param erased whether it was erased for the first time
    /// @param logEnds where each partition of the log ended when nothing more could come; empty
    ///   until then
    record Order(
            UUID id,
            TenantId tenant,
            String domain,
            String localpart,
            Instant requestedAt,
            Optional<Instant> keepFrom,
            boolean erased,
            List<Long> logEnds) {
        public Order {
            logEnds = List.copyOf(logEnds);
        }
    }

    /// Those that are not finished, oldest first, at most `limit`.
    List<Order> open(int limit) throws SQLException;

    /// It was erased for the first time.
    void erased(Order order) throws SQLException;

    /// It is to be erased again when the archiver has passed these ends.
    void awaits(Order order, List<Long> logEnds) throws SQLException;

    /// Nothing of it is left, and nothing more will come.
    void finished(Order order) throws SQLException;
}
