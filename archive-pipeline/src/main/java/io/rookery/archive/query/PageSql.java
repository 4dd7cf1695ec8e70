package io.rookery.archive.query;

import io.rookery.archive.store.ArchiveKeys;
import io.rookery.routing.port.Archive.Query;
import io.rookery.xmpp.jid.Jid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements of one query. Every page is a walk along an index from a key: none counts, skips
/// or sorts what it does not return.
///
/// Ids carry time, so a range of stamps is searched as a range of ids. Rows whose stamp is far from
/// their id's time (restored ones) are few, have an index of their own, and are merged in.
final class PageSql {
    // PostgreSQL's range of timestamptz is wider, Java's Instant far wider.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Query query;

    PageSql(Query query) {
        this.query = query;
    }

    /// Whether entries are read from the newest: the page before something, or the last.
    boolean backwards() {
        return query.before() != null || (query.lastPage() && query.after() == null);
    }

    /// Ids that must exist for the query to have an answer.
    List<UUID> references() {
        List<UUID> ids = new ArrayList<>(query.ids());
        for (@Nullable UUID id :
                new @Nullable UUID[] {
                    query.after(), query.before(), query.afterId(), query.beforeId()
                }) {
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    /// Which of `ids` there are.
    Sql existing(List<UUID> ids) {
        return new Sql()
                .add(
                        "SELECT id FROM archive_message WHERE tenant_id = ? AND owner = ?",
                        tenant(),
                        owner())
                .add(" AND id = ANY (?)", ids);
    }

    /// `limit` entries in the direction of paging.
    Sql page(int limit) {
        String order = backwards() ? " ORDER BY id DESC LIMIT ?" : " ORDER BY id LIMIT ?";
        return branches("id, stamp, stanza, true", Optional.of(new Sql().add(order, limit)), true)
                .add(order, limit);
    }

    /// How many entries match, at most `limit`; where the page begins does not matter.
    Sql count(int limit) {
        Sql bound = new Sql().add(" LIMIT ?", limit);
        return new Sql()
                .add("SELECT count(*) FROM (")
                .add(branches("1", Optional.of(bound), false))
                .add(bound)
                .add(") AS matching");
    }

    private Sql branches(String columns, Optional<Sql> end, boolean paged) {
        if (query.start() == null && query.end() == null) {
            return select(columns, paged);
        }
        Sql near = ids(select(columns, paged).add(" AND NOT displaced"));
        Sql far = select(columns, paged).add(" AND displaced");
        end.ifPresent(near::add);
        end.ifPresent(far::add);
        return new Sql()
                .add("SELECT * FROM ((")
                .add(near)
                .add(") UNION ALL (")
                .add(far)
                .add(")) AS entries");
    }

    private Sql select(String columns, boolean paged) {
        Sql sql =
                new Sql()
                        .add("SELECT " + columns + " FROM archive_message")
                        .add(" WHERE tenant_id = ? AND owner = ?", tenant(), owner());
        with(sql, query.with());
        id(sql, ">", query.afterId());
        id(sql, "<", query.beforeId());
        if (paged) {
            id(sql, ">", query.after());
            id(sql, "<", query.before());
        }
        if (!query.ids().isEmpty()) {
            sql.add(" AND id = ANY (?)", query.ids());
        }
        stamp(sql, ">=", query.start());
        stamp(sql, "<=", query.end());
        return sql;
    }

    private static void with(Sql sql, @Nullable Jid with) {
        if (with == null) {
            return;
        }
        String bare = with.bare().toString();
        sql.add(" AND peer_hash = ? AND peer_bare = ?", ArchiveKeys.peerHash(bare), bare);
        String resource = with.resource();
        if (resource != null) {
            sql.add(" AND peer_resource = ?", resource);
        }
    }

    private static void id(Sql sql, String comparison, @Nullable UUID id) {
        if (id != null) {
            sql.add(" AND id " + comparison + " ?", id);
        }
    }

    private static void stamp(Sql sql, String comparison, @Nullable Instant instant) {
        if (instant != null) {
            sql.add(" AND stamp " + comparison + " ?", clamp(instant));
        }
    }

    private Sql ids(Sql sql) {
        Instant start = query.start();
        if (start != null) {
            sql.add(" AND id >= ?", ArchiveKeys.first(clamp(start).minus(ArchiveKeys.SLACK)));
        }
        Instant end = query.end();
        if (end != null) {
            sql.add(
                    " AND id < ?",
                    ArchiveKeys.first(clamp(end).plus(ArchiveKeys.SLACK).plusMillis(1)));
        }
        return sql;
    }

    private static Instant clamp(Instant instant) {
        if (instant.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        return instant.isAfter(LATEST) ? LATEST : instant;
    }

    private UUID tenant() {
        return query.tenant().value();
    }

    private String owner() {
        return query.owner().toString();
    }
}
