package io.rookery.edge.usage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UsageLog;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.UsageSample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Samples the sessions of one edge and puts the samples into the usage log.
///
/// Each sample's id is made of what it says (edge, minute, meter and domain; month and account), so
/// one that is sent again is counted once. What could not be sent goes with the next.
public final class UsageReports {
    private static final Logger LOG = LoggerFactory.getLogger(UsageReports.class);
    private static final String ONLINE_MINUTES = "online_minutes";
    private static final String PEAK_SESSIONS = "peak_sessions";
    private static final String ACTIVE_USERS = "active_users";

    /// Samples that wait for the log to be there; beyond, the oldest are given up.
    static final int MAX_UNSENT = 100_000;

    /// Accounts remembered as reported active this month; one that is forgotten is reported again.
    private static final int MAX_REPORTED = 200_000;

    private static final int HASH_BYTES = 16;

    private final String edge;
    private final Sessions sessions;
    private final UsageLog log;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, UsageSample> unsent = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final LinkedHashSet<AccountId> reported = new LinkedHashSet<>();

    @GuardedBy("lock")
    private String reportedMonth = "";

    /// @param edge names this edge, and no other, also after a restart; at most 64 characters
    public UsageReports(String edge, Sessions sessions, UsageLog log) {
        if (edge.isEmpty() || edge.length() > 64) {
            throw new IllegalArgumentException("edge: " + edge + " (expected: 1 to 64 characters)");
        }
        this.edge = edge;
        this.sessions = sessions;
        this.log = log;
    }

    private record Served(TenantId tenant, String domain) {}

    /// Takes the sample of the minute that `at` is in, once a minute at its beginning, and sends it
    /// with whatever is unsent. Completes, without failing, when that was tried.
    public CompletionStage<Void> sample(Instant at) {
        Sessions.Look look = sessions.look();
        List<UsageSample> batch;
        lock.lock();
        try {
            for (UsageSample sample : samples(look, at.truncatedTo(ChronoUnit.MINUTES))) {
                unsent.put(sample.getEventId(), sample);
            }
            giveUpOldest();
            batch = List.copyOf(unsent.values());
        } finally {
            lock.unlock();
        }
        return log.send(batch)
                .handle((_, failure) -> {
                    sent(batch, failure);
                    return null;
                });
    }

    private void sent(List<UsageSample> batch, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("{} usage samples wait for the log: {}", batch.size(), failure.toString());
            return;
        }
        lock.lock();
        try {
            batch.forEach(sample -> unsent.remove(sample.getEventId()));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void giveUpOldest() {
        int excess = unsent.size() - MAX_UNSENT;
        if (excess > 0) {
            LOG.error("{} usage samples are given up: the log has been away for long", excess);
            List.copyOf(unsent.keySet()).subList(0, excess).forEach(unsent::remove);
        }
    }

    @GuardedBy("lock")
    private List<UsageSample> samples(Sessions.Look look, Instant minute) {
        Map<Served, Long> counts = new HashMap<>();
        look.connected()
                .forEach((account, count) ->
                        counts.merge(
                                new Served(account.tenant(), account.jid().domain()),
                                (long) count,
                                Long::sum));
        List<UsageSample> samples = new ArrayList<>();
        counts.forEach((served, count) -> {
            samples.add(sample(ONLINE_MINUTES, served, count, minute));
            samples.add(sample(PEAK_SESSIONS, served, count, minute));
        });
        addActive(samples, look.seen(), minute);
        return samples;
    }

    private UsageSample sample(String meter, Served served, long quantity, Instant minute) {
        long number = minute.getEpochSecond() / 60;
        return UsageSample.newBuilder()
                .setEventId(
                        String.join("/", edge, Long.toString(number), meter, hash(served.domain())))
                .setTenant(Uuids.bytes(served.tenant().value()))
                .setDomain(served.domain())
                .setMeter(meter)
                .setQuantity(quantity)
                .setOccurredMillis(minute.toEpochMilli())
                .build();
    }

    @GuardedBy("lock")
    private void addActive(List<UsageSample> samples, Set<AccountId> seen, Instant minute) {
        var date = minute.atOffset(ZoneOffset.UTC);
        String month = "%04d-%02d".formatted(date.getYear(), date.getMonthValue());
        if (!month.equals(reportedMonth)) {
            reportedMonth = month;
            reported.clear();
        }
        for (AccountId account : seen) {
            if (reported.add(account)) {
                samples.add(active(account, month, minute));
            }
        }
        while (reported.size() > MAX_REPORTED) {
            reported.removeFirst();
        }
    }

    /// The same from every edge: an account is active once a month, wherever it connects.
    private static UsageSample active(AccountId account, String month, Instant minute) {
        String subject = account.jid().toString();
        return UsageSample.newBuilder()
                .setEventId(String.join("/", month, ACTIVE_USERS, hash(subject)))
                .setTenant(Uuids.bytes(account.tenant().value()))
                .setDomain(account.jid().domain())
                .setMeter(ACTIVE_USERS)
                .setQuantity(1)
                .setSubject(subject)
                .setOccurredMillis(minute.toEpochMilli())
                .build();
    }

    /// Names are longer than event ids may be.
    private static String hash(String name) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }
}
