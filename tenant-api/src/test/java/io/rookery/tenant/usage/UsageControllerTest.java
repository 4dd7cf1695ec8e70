package io.rookery.tenant.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.billing.Meter;
import io.rookery.billing.UsageEntry;
import io.rookery.billing.UsageLedger;
import io.rookery.routing.port.TenantId;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static final String NOVEMBER =
            "/v1/usage?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void use() throws SQLException {
        tenant = NODE.newTenant("Usage");
        Tenant other = NODE.newTenant("Other");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"a.usage.test\"}");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"b.usage.test\"}");
        List<UsageEntry> entries = new ArrayList<>();
        for (int hour = 0; hour < 30; hour++) {
            Instant at = Instant.parse("2026-11-20T00:30:00Z").plusSeconds(3600L * hour);
            entries.add(entry(tenant, "s" + hour, Meter.MESSAGES_SENT, "a.usage.test", "", 2, at));
            entries.add(
                    entry(tenant, "p" + hour, Meter.PEAK_SESSIONS, "b.usage.test", "", hour, at));
            entries.add(
                    entry(
                            tenant,
                            "u" + hour,
                            Meter.ACTIVE_USERS,
                            "a.usage.test",
                            "u" + hour % 3,
                            1,
                            at));
            entries.add(entry(other, "o" + hour, Meter.MESSAGES_SENT, "other.test", "", 99, at));
        }
        try (var connection = NODE.database().as("rookery_archiver")) {
            new UsageLedger().write(connection, entries);
        }
    }

    @Test
    void days_are_added_up_and_peaks_are_not() {
        Answer days = NODE.get(NOVEMBER, tenant.key());

        assertThat(days.column("period"))
                .containsExactly(
                        "2026-11-20T00:00:00Z",
                        "2026-11-20T00:00:00Z",
                        "2026-11-21T00:00:00Z",
                        "2026-11-21T00:00:00Z");
        assertThat(days.column("meter"))
                .containsExactly(
                        "messages_sent", "peak_sessions", "messages_sent", "peak_sessions");
        assertThat(days.column("quantity")).containsExactly("48", "23", "12", "29");
        assertThat(days.http().body()).doesNotContain("other.test");
    }

    @Test
    void a_month_knows_how_many_different_users_there_were() {
        Answer month = NODE.get(NOVEMBER + "&granularity=month&meter=active_users", tenant.key());

        assertThat(month.column("quantity")).containsExactly("3");
        assertThat(month.column("unit")).containsExactly("user");
    }

    @Test
    void one_domain_and_one_meter_can_be_asked_for() {
        Answer hours =
                NODE.get(
                        NOVEMBER
                                + "&granularity=hour&meter=messages_sent&domain=a.usage.test&limit=100",
                        tenant.key());
        Answer none = NODE.get(NOVEMBER + "&meter=messages_sent&domain=b.usage.test", tenant.key());

        assertThat(hours.column("quantity")).hasSize(30).containsOnly("2");
        assertThat(none.column("quantity")).isEmpty();
    }

    @Test
    void pages_have_every_row_once() {
        String path = NOVEMBER + "&granularity=hour&limit=7";
        List<String> rows = new ArrayList<>();
        Answer page = NODE.get(path, tenant.key());
        while (true) {
            for (int i = 0; i < page.column("meter").size(); i++) {
                rows.add(page.text("data", i, "period") + page.text("data", i, "meter"));
            }
            if (page.text("has_more").equals("false")) {
                break;
            }
            page = NODE.get(path + "&cursor=" + page.text("next_cursor"), tenant.key());
        }

        assertThat(rows).hasSize(60).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=yesterday",
                "from=2026-12-01T00:00:00Z&to=2026-11-01T00:00:00Z",
                "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "granularity=week",
                "meter=prices",
                "meter=active_users&granularity=day",
                "cursor=YQ",
                "from=-1000000000-01-01T00:00:00Z",
                "to=%2B1000000000-12-31T00:00:00Z"
            })
    void questions_that_cannot_be_answered_are_refused(String query) {
        Answer refused = NODE.get("/v1/usage?" + query, tenant.key());

        assertThat(refused.status()).as(query).isEqualTo(400);
        assertThat(refused.text("code")).isEqualTo("invalid_parameter");
    }

    private static UsageEntry entry(
            Tenant of,
            String id,
            Meter meter,
            String domain,
            String subject,
            long quantity,
            Instant at) {
        return new UsageEntry(
                TenantId.parse(of.id()).value(), id, meter, domain, subject, quantity, at);
    }
}
