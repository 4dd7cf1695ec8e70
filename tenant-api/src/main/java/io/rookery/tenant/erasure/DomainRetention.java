package io.rookery.tenant.erasure;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// How long every domain of every tenant keeps messages.
public final class DomainRetention {
    private static final int PAGE = 5_000;
    private static final UUID FIRST = new UUID(0, 0);

    private final DataSource archiver;

    /// @param archiver connects as `rookery_archiver`
    public DomainRetention(DataSource archiver) {
        this.archiver = archiver;
    }

    /// One domain's, suspended ones included.
    public record Kept(TenantId tenant, UUID domainId, String domain, Duration keep) {}

    /// All that there are, by the policies in force.
    public List<Kept> all() throws SQLException {
        List<Kept> all = new ArrayList<>();
        List<Kept> page;
        do {
            page = page(all.isEmpty() ? null : all.getLast());
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    private List<Kept> page(@Nullable Kept last) throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            return Sql.all(
                    connection,
                    """
                    SELECT d.tenant_id, d.domain_id, d.name, p.retention_days
                    FROM domain d
                    JOIN domain_policy p ON p.tenant_id = d.tenant_id
                        AND p.domain_id = d.domain_id AND p.version = d.version
                    WHERE d.state <> 'deleted' AND (d.tenant_id, d.domain_id) > (?, ?)
                    ORDER BY d.tenant_id, d.domain_id LIMIT ?
                    """,
                    row ->
                            new Kept(
                                    new TenantId(row.getObject("tenant_id", UUID.class)),
                                    row.getObject("domain_id", UUID.class),
                                    row.getString("name"),
                                    Duration.ofDays(row.getInt("retention_days"))),
                    last == null ? FIRST : last.tenant().value(),
                    last == null ? FIRST : last.domainId(),
                    PAGE);
        }
    }
}
