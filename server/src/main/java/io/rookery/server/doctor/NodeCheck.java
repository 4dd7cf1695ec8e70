package io.rookery.server.doctor;

import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.Finding;
import io.rookery.server.doctor.Findings.Trouble;
import io.rookery.server.observability.Health;
import io.rookery.server.observability.RecentTrouble;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What is wrong with the node that it runs on. Looks at what is in memory and at one directory: it
/// never waits for another process.
public final class NodeCheck {

    /// How full heap and disk may be, in hundredths.
    private static final int HEAP_FULL = 90;

    private static final int DISK_LOW = 10;
    private static final int DISK_OUT = 3;
    private static final long DISK_OUT_BYTES = 200L << 20;

    /// Certificates that end sooner are to be renewed.
    private static final Duration CERTIFICATE_SOON = Duration.ofDays(14);

    /// A shard opens in a moment, or within the time of its roll-call.
    private static final Duration SHARD_SLOW = Duration.ofSeconds(20);

    /// Of each kind of finding at most as many, so that a report stays small.
    private static final int MAX_OF_A_KIND = 20;

    private static final int HUNDRED = 100;
    private static final int MEGA = 20;

    private final Path data;
    private final Health health;
    private final RecentTrouble recent;
    private final InstantSource clock;
    private final Sources sources;

    /// What the node's parts can be asked.
    ///
    /// @param certificates ends of certificates by their names; empty without role `edge`
    /// @param opening shards that are being opened here, since when
    /// @param fullDomains domains that have as many sessions here as they may
    /// @param breakers endpoints of hooks that rest, by tenant
    /// @param draining whether the edge sends its clients away
    public record Sources(
            Supplier<Map<String, Instant>> certificates,
            Supplier<Map<Integer, Instant>> opening,
            Supplier<List<String>> fullDomains,
            Supplier<List<RestingHook>> breakers,
            Supplier<Boolean> draining) {

        /// Of a node that has none of them.
        public static final Sources NONE =
                new Sources(Map::of, Map::of, List::of, List::of, () -> false);
    }

    /// An endpoint that is not called now.
    public record RestingHook(TenantId tenant, EndpointHealth health) {}

    public NodeCheck(
            Path data, Health health, RecentTrouble recent, InstantSource clock, Sources sources) {
        this.data = data;
        this.health = health;
        this.recent = recent;
        this.clock = clock;
        this.sources = sources;
    }

    /// Looks.
    ///
    /// @param node as findings name it
    public List<Finding> look(String node) {
        Findings found = new Findings(node);
        parts(found);
        heap(found);
        disk(found);
        certificates(found);
        shards(found);
        hooks(found);
        clients(found);
        return found.all();
    }

    private void parts(Findings found) {
        for (Health.Down part : health.down()) {
            found.add(
                    part.needed() ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                    new Trouble(
                            "part-down",
                            part.name(),
                            "Part %s of this node does not work: %s."
                                    .formatted(
                                            part.name(),
                                            part.detail().isEmpty() ? "no answer" : part.detail()),
                            part.needed()
                                    ? "The node is not ready and should get no new clients."
                                    : "The node goes on with less: what needs this part waits.",
                            "Look at the server behind it, and at this node's log."));
        }
    }

    private static void heap(Findings found) {
        long used = 0;
        long most = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage kept = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && kept != null) {
                used += kept.getUsed();
            }
        }
        if (most > 0 && used * HUNDRED > most * HEAP_FULL) {
            found.error(
                    new Trouble(
                            "heap-full",
                            "",
                            "After the last collection %d of %d MB of heap are in use."
                                    .formatted(used >> MEGA, most >> MEGA),
                            "The node spends its time collecting and may die of it.",
                            "Give it more heap (-Xmx), or add a node of its role."));
        }
    }

    private void disk(Findings found) {
        Set<FileStore> seen = new HashSet<>();
        // The node's own servers may have disks of their own.
        Stream.of(data, data.resolve("postgres"), data.resolve("kafka"))
                .filter(each -> each.equals(data) || Files.exists(each))
                .forEach(each -> disk(found, each, seen));
    }

    private static void disk(Findings found, Path data, Set<FileStore> seen) {
        try {
            FileStore store = Files.getFileStore(data);
            if (!seen.add(store)) {
                return;
            }
            long free = store.getUsableSpace();
            long total = Math.max(1, store.getTotalSpace());
            long left = free * HUNDRED / total;
            Trouble trouble =
                    new Trouble(
                            "disk-full",
                            data.toString(),
                            "%d MB (%d %%) are free on the disk under %s."
                                    .formatted(free >> MEGA, left, data),
                            "Kafka and PostgreSQL stop when a disk is full, and nothing is"
                                    + " acknowledged then.",
                            "Make room or enlarge it; kafka.retention says how long the log is"
                                    + " kept.");
            if (left < DISK_OUT || free < DISK_OUT_BYTES) {
                found.error(trouble);
            } else if (left < DISK_LOW) {
                found.warning(trouble);
            }
        } catch (IOException e) {
            found.error(
                    new Trouble(
                            "data-unreadable",
                            data.toString(),
                            "The data directory %s cannot be looked at: %s."
                                    .formatted(data, e.getMessage()),
                            "The node keeps its name and keys there.",
                            "Look whether it is mounted, and whose it is."));
        }
    }

    private void certificates(Findings found) {
        Instant now = clock.instant();
        sources.certificates().get().entrySet().stream()
                .filter(each -> each.getValue().isBefore(now.plus(CERTIFICATE_SOON)))
                .sorted(Map.Entry.comparingByKey())
                .limit(MAX_OF_A_KIND)
                .forEach(each -> certificate(found, each.getKey(), each.getValue(), now));
    }

    private static void certificate(Findings found, String name, Instant end, Instant now) {
        if (end.isBefore(now)) {
            found.error(
                    new Trouble(
                            "certificate-expired",
                            name,
                            "The certificate for %s expired at %s.".formatted(name, end),
                            "Clients of this domain refuse to connect.",
                            "Put a renewed one into edge.certificates; it serves at once."));
        } else {
            found.warning(
                    new Trouble(
                            "certificate-expires",
                            name,
                            "The certificate for %s expires at %s, in %d days."
                                    .formatted(name, end, Duration.between(now, end).toDays()),
                            "Clients of this domain will refuse to connect then.",
                            "Put a renewed one into edge.certificates; it serves at once."));
        }
    }

    private void shards(Findings found) {
        Instant late = clock.instant().minus(SHARD_SLOW);
        Map<Integer, Instant> opening = sources.opening().get();
        List<Integer> slow =
                opening.entrySet().stream()
                        .filter(each -> each.getValue().isBefore(late))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
        if (!slow.isEmpty()) {
            found.error(
                    new Trouble(
                            "shards-not-open",
                            slow.toString(),
                            "%d shards are being opened here for more than %d s: %s."
                                    .formatted(slow.size(), SHARD_SLOW.toSeconds(), slow),
                            "Users of these shards cannot log in, send or receive.",
                            "A shard needs Kafka to open: look at its brokers first."));
        }
    }

    private void hooks(Findings found) {
        sources.breakers().get().stream()
                .limit(MAX_OF_A_KIND)
                .forEach(each ->
                        found.warning(
                                new Trouble(
                                        "hook-resting",
                                        each.tenant().text(),
                                        "The backend of tenant %s fails and is not called now: %s."
                                                .formatted(
                                                        each.tenant().text(),
                                                        each.health()
                                                                .lastFailureDetail()
                                                                .orElse("no detail")),
                                        "Users of this tenant cannot log in unless their"
                                                + " credentials are remembered; other tenants"
                                                + " notice nothing.",
                                        "Tell the tenant; GET /v1/domains/DOMAIN/hook/health has"
                                                + " the figures.")));
    }

    private void clients(Findings found) {
        if (sources.draining().get()) {
            found.note(
                    new Trouble(
                            "edge-draining",
                            "",
                            "This edge sends its clients to others and takes no new ones.",
                            "The other edges get its share.",
                            "Nothing, if it was meant: stop it when it has none left."));
        }
        sources.fullDomains().get().stream()
                .limit(MAX_OF_A_KIND)
                .forEach(domain ->
                        found.warning(
                                new Trouble(
                                        "domain-full",
                                        domain,
                                        "Domain %s has as many sessions on this edge as it may."
                                                .formatted(domain),
                                        "Its further clients are refused here.",
                                        "Raise its limit `sessions`, or ask the tenant.")));
        recent.all()
                .forEach((what, count) ->
                        found.warning(
                                new Trouble(
                                        "clients-refused",
                                        what.word(),
                                        "%d %s in the last %d minutes."
                                                .formatted(
                                                        count, what.text(), RecentTrouble.MINUTES),
                                        what.meaning(),
                                        "Look at who they are in the log of this edge; limits are"
                                                + " in docs/settings.md.")));
    }
}
