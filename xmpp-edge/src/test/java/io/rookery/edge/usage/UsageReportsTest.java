package io.rookery.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.port.UsageLog;
import io.rookery.routing.wire.UsageSample;
import io.rookery.xmpp.jid.BareJid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class UsageReportsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final AccountId JULIET = account(1, "juliet@acme.test");
    private static final AccountId ROMEO = account(1, "romeo@acme.test");
    private static final AccountId STRANGER = account(2, "juliet@globex.test");

    private final Sessions sessions = new Sessions();
    private final Log log = new Log();
    private final UsageReports reports = new UsageReports("edge-1", sessions, log);

    private static AccountId account(long tenant, String jid) {
        return new AccountId(new TenantId(new UUID(0, tenant)), BareJid.parse(jid));
    }

    /// Keeps what is sent while it is there.
    private static final class Log implements UsageLog {
        final List<UsageSample> taken = new ArrayList<>();
        boolean away;

        @Override
        public CompletionStage<Void> send(List<UsageSample> samples) {
            if (away) {
                return CompletableFuture.failedStage(new UnavailableException("away"));
            }
            taken.addAll(samples);
            return CompletableFuture.completedStage(null);
        }

        List<String> said(String meter) {
            return taken.stream()
                    .filter(sample -> sample.getMeter().equals(meter))
                    .map(sample -> sample.getDomain() + ' ' + sample.getQuantity())
                    .sorted()
                    .toList();
        }

        List<String> active() {
            return taken.stream()
                    .filter(sample -> sample.getMeter().equals("active_users"))
                    .map(UsageSample::getSubject)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void sessions_are_counted_by_domain_each_minute() {
        sessions.began(JULIET);
        sessions.began(JULIET);
        sessions.began(ROMEO);
        sessions.began(STRANGER);

        reports.sample(NOON.plusSeconds(7));
        sessions.ended(JULIET);
        reports.sample(NOON.plusSeconds(60));

        List<String> expected =
                List.of("acme.test 2", "acme.test 3", "globex.test 1", "globex.test 1");
        assertThat(log.said("online_minutes")).isEqualTo(expected);
        assertThat(log.said("peak_sessions")).isEqualTo(expected);
        assertThat(log.taken)
                .extracting(UsageSample::getOccurredMillis)
                .containsOnly(NOON.toEpochMilli(), NOON.plusSeconds(60).toEpochMilli());
    }

    @Test
    void a_domain_without_sessions_costs_no_sample() {
        sessions.began(JULIET);
        sessions.ended(JULIET);
        reports.sample(NOON);
        log.taken.clear();

        reports.sample(NOON.plusSeconds(60));

        assertThat(log.taken).isEmpty();
    }

    @Test
    void who_came_and_went_between_two_samples_was_active_and_was_not_online() {
        sessions.began(JULIET);
        sessions.ended(JULIET);

        reports.sample(NOON);

        assertThat(log.active()).containsExactly("juliet@acme.test");
        assertThat(log.said("online_minutes")).isEmpty();
    }

    @Test
    void an_account_is_active_once_a_month_and_again_in_the_next() {
        sessions.began(JULIET);

        reports.sample(Instant.parse("2026-11-30T23:58:00Z"));
        reports.sample(Instant.parse("2026-11-30T23:59:00Z"));
        reports.sample(Instant.parse("2026-12-01T00:00:00Z"));

        assertThat(log.active()).containsExactly("juliet@acme.test", "juliet@acme.test");
        assertThat(log.taken).extracting(UsageSample::getEventId).doesNotHaveDuplicates();
    }

    @Test
    void two_edges_say_the_same_of_an_active_account_and_each_its_own_of_sessions() {
        Log other = new Log();
        UsageReports second = new UsageReports("edge-2", sessions, other);
        sessions.began(JULIET);

        reports.sample(NOON);
        second.sample(NOON);

        HashSet<String> ids = new HashSet<>();
        log.taken.forEach(sample -> ids.add(sample.getEventId()));
        other.taken.forEach(sample -> ids.add(sample.getEventId()));
        assertThat(ids).hasSize(5);
    }

    @Test
    void a_minute_sampled_again_after_a_restart_has_the_same_ids() {
        sessions.began(JULIET);
        reports.sample(NOON);

        new UsageReports("edge-1", sessions, log).sample(NOON.plusSeconds(50));

        assertThat(log.taken.stream().map(UsageSample::getEventId).distinct()).hasSize(3);
    }

    @Test
    void what_the_log_did_not_take_goes_with_the_next_sample() {
        sessions.began(JULIET);
        log.away = true;
        reports.sample(NOON);
        log.away = false;

        reports.sample(NOON.plusSeconds(60));
        reports.sample(NOON.plusSeconds(120));

        assertThat(log.said("online_minutes")).hasSize(3);
        assertThat(log.active()).hasSize(1);
    }
}
