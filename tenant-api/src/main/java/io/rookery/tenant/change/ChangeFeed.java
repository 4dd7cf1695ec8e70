package io.rookery.tenant.change;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Limits;
import io.rookery.tenant.LiveSystem;
import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the log of changes on one node: a notice wakes it, and a look every `changePoll` repairs
/// a notice that got lost. Holds one connection for good. While the database is away it tries
/// again, and reads on from where it was.
public final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final long NOWHERE = -1;
    private static final Duration SLICE = Duration.ofMillis(250);
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final DataSource app;
    private final InstantSource clock;
    private final Limits limits;
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("change-feed").unstarted(this::run);

    // Confined to the feed's thread.
    private long seen = NOWHERE;
    private Instant lastRead = Instant.MIN;
    private boolean silent;

    /// @param app connects as `rookery_app`; its pool must spare one connection
    public ChangeFeed(DataSource app, InstantSource clock, Limits limits) {
        this.app = app;
        this.clock = clock;
        this.limits = limits;
    }

    /// Begins to follow. Call it once.
    public void start() {
        thread.start();
    }

    /// Tells `listener` of every change from now on.
    public void listen(ChangeListener listener) {
        listeners.add(listener);
    }

    /// Stops telling `listener`.
    public void forget(ChangeListener listener) {
        listeners.remove(listener);
    }

    /// Lets changes that are acts happen in the running system of this node.
    public void drive(LiveSystem live) {
        listen(new LiveEffects(live));
    }

    /// Stops, and returns when nothing is told any more, or after a second.
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (Connection connection = app.getConnection()) {
                follow(connection);
            } catch (SQLException | UnavailableException e) {
                complain(e);
            }
            if (rested(limits.changePoll())) {
                return;
            }
        }
    }

    private void follow(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        Sql.update(connection, "LISTEN " + ChangeLog.CHANNEL);
        place(connection);
        PGConnection notices = connection.unwrap(PGConnection.class);
        while (closed.getCount() > 0) {
            read(connection);
            if (silent) {
                silent = false;
                LOG.info("change feed: follows again");
            }
            waitForNotice(notices);
        }
    }

    /// In slices, so that closing need not cut the connection.
    private void waitForNotice(PGConnection notices) throws SQLException {
        long slices = limits.changePoll().dividedBy(SLICE);
        PGNotification[] heard = {};
        for (long i = 0; i < slices && heard.length == 0 && closed.getCount() > 0; i++) {
            heard = notices.getNotifications((int) SLICE.toMillis());
        }
    }

    /// Finds where to read on, and whether something between was forgotten by the log meanwhile.
    private void place(Connection connection) throws SQLException {
        Instant now = clock.instant();
        if (seen == NOWHERE) {
            seen =
                    Sql.first(
                                    connection,
                                    "SELECT first_change_since(?)",
                                    row -> row.getLong(1),
                                    now.minus(limits.changeReplay()))
                            .orElse(0L);
            listeners.forEach(ChangeListener::missed);
        } else if (lastRead.isBefore(now.minus(limits.changeAge()))) {
            listeners.forEach(ChangeListener::missed);
        }
    }

    private void read(Connection connection) throws SQLException {
        int found;
        do {
            List<Numbered> changes =
                    Sql.all(
                            connection,
                            "SELECT * FROM changes_after(?, ?)",
                            ChangeFeed::numbered,
                            seen,
                            limits.changeBatch());
            for (Numbered numbered : changes) {
                tell(numbered.change());
                seen = numbered.id();
            }
            found = changes.size();
        } while (found == limits.changeBatch());
        lastRead = clock.instant();
    }

    private void tell(@Nullable Change change) {
        if (change == null) {
            return;
        }
        for (ChangeListener listener : listeners) {
            try {
                listener.changed(change);
            } catch (UnavailableException e) {
                // Not told yet: the same change is read again when the database is back.
                throw e;
            } catch (RuntimeException e) {
                LOG.warn(
                        "change feed: {} of {} ({}) failed on this node",
                        change.kind(),
                        change.domain(),
                        change.tenant(),
                        e);
            }
        }
    }

    private record Numbered(long id, @Nullable Change change) {}

    private static Numbered numbered(ResultSet row) throws SQLException {
        long id = row.getLong("change_id");
        String kind = row.getString("kind");
        for (Change.Kind known : Change.Kind.values()) {
            if (known.name().equals(kind)) {
                TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
                return new Numbered(
                        id,
                        new Change(
                                tenant, row.getString("domain"), known, Sql.texts(row, "users")));
            }
        }
        // Written by a newer node, for newer nodes.
        return new Numbered(id, null);
    }

    private void complain(Exception e) {
        if (closed.getCount() > 0 && !silent) {
            silent = true;
            LOG.warn("change feed: database away ({}), what is in memory stays", e.getMessage());
        }
    }

    /// @return true when closed meanwhile
    private boolean rested(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
