package io.rookery.archive.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import io.rookery.archive.store.ArchiveKeys;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.Archive.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Shows that a page costs what it returns, not what the archive holds.
class PlanTest {
    private static final int MESSAGES = 200_000;
    private static final int PAGE = 50;
    private static final Pattern ACTUAL =
            Pattern.compile("actual .*?rows=([0-9.]+) loops=([0-9]+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by Filter: ([0-9]+)");

    @Test
    void no_page_reads_more_than_it_returns() throws Exception {
        try (Database database = Backends.database()) {
            fill(database);
            UUID middle = id(MESSAGES / 2);
            Map<String, Query> queries =
                    Map.of(
                            "first", new Asked().max(PAGE).query(),
                            "last", new Asked().max(PAGE).lastPage().query(),
                            "after", new Asked().max(PAGE).after(middle).query(),
                            "before", new Asked().max(PAGE).before(middle).query(),
                            "with", new Asked().max(PAGE).with("rare@acme.test").query(),
                            "with, last",
                                    new Asked().max(PAGE).with("rare@acme.test").lastPage().query(),
                            "start",
                                    new Asked()
                                            .max(PAGE)
                                            .start(Records.NOON.plusSeconds(MESSAGES - 100_000))
                                            .query(),
                            "end, last",
                                    new Asked()
                                            .max(PAGE)
                                            .end(Records.NOON.plusSeconds(50_000))
                                            .lastPage()
                                            .query(),
                            "with, start, after",
                                    new Asked()
                                            .max(PAGE)
                                            .with("romeo@acme.test")
                                            .start(Records.NOON.plusSeconds(1_000))
                                            .after(middle)
                                            .query());

            for (var query : queries.entrySet()) {
                PageSql sql = new PageSql(query.getValue());
                List<String> plan = plan(database, sql.page(PAGE + 1));

                assertThat(plan)
                        .as("%s", query.getKey())
                        // Of an empty partition there is no cheaper way to find nothing.
                        .noneMatch(line ->
                                line.contains("Seq Scan") && !line.contains("actual rows=0.00"))
                        .noneMatch(line -> line.contains("Sort Method") && line.contains("Disk"));
                // The slack of ten minutes before `start` is the most that is looked at in vain.
                assertThat(most(plan, ACTUAL)).as("%s %s", query.getKey(), plan).isLessThan(700);
                assertThat(most(plan, REMOVED)).as("%s %s", query.getKey(), plan).isLessThan(700);
            }
        }
    }

    private static void fill(Database database) throws Exception {
        database.rows(
                "postgres",
                "INSERT INTO archive_message SELECT '"
                        + Records.ACME.value()
                        + "', CASE WHEN n % 20 = 0 THEN 'romeo@acme.test' ELSE 'juliet@acme.test'"
                        + " END, ((substr(archive_first_id(t)::text, 1, 14) || '7'"
                        + " || '000-8000-' || lpad(to_hex(n), 12, '0'))::uuid),"
                        + " t, false, 2, peer, NULL,"
                        + " CASE peer WHEN 'rare@acme.test' THEN "
                        + ArchiveKeys.peerHash("rare@acme.test")
                        + " ELSE "
                        + ArchiveKeys.peerHash("romeo@acme.test")
                        + " END, '\\x0801', NULL"
                        + " FROM (SELECT n, timestamptz '"
                        + Records.NOON
                        + "' + n * interval '1 second' AS t,"
                        + " CASE WHEN n % 5000 = 1 THEN 'rare@acme.test' ELSE 'romeo@acme.test'"
                        + " END AS peer FROM generate_series(1, "
                        + MESSAGES
                        + ") AS n) AS rows",
                "ANALYZE archive_message");
    }

    private static UUID id(int n) {
        return new UUID(
                (Records.NOON.plusSeconds(n).toEpochMilli() << 16) | 0x7000,
                0x8000000000000000L | n);
    }

    private static List<String> plan(Database database, Sql sql) throws Exception {
        return new TenantTransactions(database.app(), Duration.ofSeconds(30))
                .run(
                        Records.ACME,
                        connection -> {
                            Sql explained =
                                    new Sql().add("EXPLAIN (ANALYZE, TIMING OFF) ").add(sql);
                            List<String> lines = new ArrayList<>();
                            try (PreparedStatement statement = explained.prepare(connection);
                                    ResultSet rows = statement.executeQuery()) {
                                while (rows.next()) {
                                    lines.add(rows.getString(1));
                                }
                            }
                            return lines;
                        });
    }

    private static double most(List<String> plan, Pattern pattern) {
        double most = 0;
        for (String line : plan) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                most = Math.max(most, Double.parseDouble(matcher.group(1)));
            }
        }
        return most;
    }
}
