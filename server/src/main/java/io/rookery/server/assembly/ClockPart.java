package io.rookery.server.assembly;

import io.rookery.server.observability.Health;
import io.rookery.server.observability.Health.Weight;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.StartFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares this node's clock with the one that all nodes share, the database's: ids and stamps are
/// made by it. One that is far off does not join; one that is a little off says so.
final class ClockPart implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(ClockPart.class);
    private static final Duration REFUSED = Duration.ofSeconds(60);
    private static final Duration TOLD = Duration.ofSeconds(5);

    private final Reference reference;
    private final InstantSource clock;
    private final Health health;

    /// Somebody else's clock.
    @FunctionalInterface
    interface Reference {
        /// @throws SQLException when it cannot be asked now
        Instant now() throws SQLException;
    }

    ClockPart(Pools pools, InstantSource clock, Health health) {
        this(() -> ofDatabase(pools), clock, health);
    }

    ClockPart(Reference reference, InstantSource clock, Health health) {
        this.reference = reference;
        this.clock = clock;
        this.health = health;
    }

    private static Instant ofDatabase(Pools pools) throws SQLException {
        try (Connection connection = pools.app().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public void start() {
        try {
            Duration off = difference();
            if (off.compareTo(REFUSED) > 0) {
                throw StartFailure.of(
                        "clock",
                        off.toSeconds() + " s from the database's",
                        "at most " + REFUSED.toSeconds() + " s: set this machine's clock");
            }
        } catch (SQLException e) {
            LOG.warn("the clock cannot be compared now: {}", e.toString());
        }
        health.add("clock", Weight.DEGRADES, this::look);
    }

    private void look() throws SQLException {
        Duration off = difference();
        if (off.compareTo(TOLD) > 0) {
            throw new IllegalStateException(
                    off.toSeconds() + " s from the database's (expected: at most 5 s)");
        }
    }

    /// Without what the question itself took.
    private Duration difference() throws SQLException {
        Instant asked = clock.instant();
        Instant there = reference.now();
        Instant answered = clock.instant();
        if (there.isBefore(asked)) {
            return Duration.between(there, asked);
        }
        return there.isAfter(answered) ? Duration.between(answered, there) : Duration.ZERO;
    }

    @Override
    public void stop() {
        // Nothing is held.
    }
}
