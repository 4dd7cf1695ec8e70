package io.rookery.tenant.domain;

import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.routing.port.DomainPolicy.Federation;
import io.rookery.routing.port.DomainPolicy.RosterSource;
import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Limits;
import io.rookery.tenant.http.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What a tenant wants to be different in a policy; the rest stays.
final class PolicyChange {
    /// All that can be offered, strongest first.
    static final List<String> MECHANISMS =
            List.of(
                    "SCRAM-SHA-512-PLUS",
                    "SCRAM-SHA-512",
                    "SCRAM-SHA-256-PLUS",
                    "SCRAM-SHA-256",
                    "SCRAM-SHA-1-PLUS",
                    "SCRAM-SHA-1",
                    "PLAIN");

    private static final int DEFAULT_RETENTION_DAYS = 365;
    private static final int MAX_FEATURE_CHARS = 100;

    /// RFC 6120 §13.12: a server takes stanzas of this many bytes at least.
    private static final int MIN_STANZA_BYTES = 10_000;

    private final UnaryOperator<DomainPolicy> change;

    private PolicyChange(UnaryOperator<DomainPolicy> change) {
        this.change = change;
    }

    /// The policy of a new domain.
    static DomainPolicy initial(TenantId tenant, String domain, boolean active) {
        return new DomainPolicy(
                tenant,
                domain,
                1,
                active,
                List.of(AuthSource.INTERNAL),
                RosterSource.INTERNAL,
                Federation.TENANT,
                Set.of(),
                true,
                Duration.ofDays(DEFAULT_RETENTION_DAYS),
                Set.of(),
                MECHANISMS,
                DomainLimits.DEFAULT);
    }

    /// Nothing is to be different.
    static PolicyChange none() {
        return new PolicyChange(policy -> policy);
    }

    /// Reads what is to be different.
    static PolicyChange read(Fields fields, Limits limits) {
        Optional<List<AuthSource>> authentication =
                choices(fields, "authentication", AuthSource.values());
        if (authentication.isPresent() && authentication.get().isEmpty()) {
            fields.fault("authentication", "It must name one source at least.");
        }
        Optional<RosterSource> roster = choice(fields, "roster_source", RosterSource.values());
        Optional<Federation> federation = choice(fields, "federation", Federation.values());
        Optional<Set<String>> allowList = allowList(fields, limits);
        Optional<Boolean> archiving = fields.optionalFlag("archiving");
        Optional<Duration> retention =
                fields.optionalNumber("retention_days", 1, limits.retentionDays())
                        .map(Duration::ofDays);
        Optional<Set<String>> disabled =
                fields.optionalTexts(
                                "disabled_features", limits.disabledFeatures(), MAX_FEATURE_CHARS)
                        .map(Set::copyOf);
        Optional<List<String>> mechanisms = mechanisms(fields);
        UnaryOperator<DomainLimits> caps =
                fields.optionalObject("limits")
                        .map(PolicyChange::limits)
                        .orElse(UnaryOperator.identity());
        return new PolicyChange(old ->
                new DomainPolicy(
                        old.tenant(),
                        old.domain(),
                        old.version(),
                        old.active(),
                        authentication.orElse(old.authentication()),
                        roster.orElse(old.rosterSource()),
                        federation.orElse(old.federation()),
                        allowList.orElse(old.allowList()),
                        archiving.orElse(old.archiving()),
                        retention.orElse(old.retention()),
                        disabled.orElse(old.disabledFeatures()),
                        mechanisms.orElse(old.saslMechanisms()),
                        caps.apply(old.limits())));
    }

    DomainPolicy applyTo(DomainPolicy policy) {
        return change.apply(policy);
    }

    /// A constant as the API writes it: `ALLOW_LIST` is `allow-list`.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> Optional<E> choice(
            Fields fields, String name, E[] constants) {
        List<String> words = Arrays.stream(constants).map(PolicyChange::word).toList();
        return fields.optionalChoice(name, words).map(word -> constants[words.indexOf(word)]);
    }

    private static <E extends Enum<E>> Optional<List<E>> choices(
            Fields fields, String name, E[] constants) {
        List<String> words = Arrays.stream(constants).map(PolicyChange::word).toList();
        return fields.optionalTexts(name, constants.length, MAX_FEATURE_CHARS)
                .map(texts -> {
                    List<E> chosen = new ArrayList<>();
                    for (int i = 0; i < texts.size(); i++) {
                        int index = words.indexOf(texts.get(i));
                        if (index < 0) {
                            fields.fault(
                                    name + "/" + i,
                                    "It must be one of " + String.join(", ", words) + ".");
                        } else {
                            chosen.add(constants[index]);
                        }
                    }
                    return chosen;
                });
    }

    private static Optional<Set<String>> allowList(Fields fields, Limits limits) {
        return fields.optionalTexts("allow_list", limits.allowedDomains(), DomainName.MAX_CHARS)
                .map(names -> {
                    List<String> prepared = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        Optional<String> name = DomainName.prepare(names.get(i));
                        if (name.isEmpty()) {
                            fields.fault("allow_list/" + i, "It must be a domain name.");
                        }
                        name.ifPresent(prepared::add);
                    }
                    return Set.copyOf(prepared);
                });
    }

    private static Optional<List<String>> mechanisms(Fields fields) {
        Optional<List<String>> names =
                fields.optionalTexts("sasl_mechanisms", MECHANISMS.size(), MAX_FEATURE_CHARS);
        if (names.isPresent()) {
            if (names.get().isEmpty() || !MECHANISMS.containsAll(names.get())) {
                fields.fault(
                        "sasl_mechanisms",
                        "It must name one or more of " + String.join(", ", MECHANISMS) + ".");
            }
            // Strongest first, however they were sent.
            return names.map(chosen -> MECHANISMS.stream().filter(chosen::contains).toList());
        }
        return Optional.empty();
    }

    private static UnaryOperator<DomainLimits> limits(Fields fields) {
        DomainLimits most = DomainLimits.DEFAULT;
        Optional<Integer> sessions = cap(fields, "sessions", 1, most.sessions());
        Optional<Integer> perAccount =
                cap(fields, "sessions_per_account", 1, most.sessionsPerAccount());
        Optional<Integer> stanzas = cap(fields, "stanzas_per_second", 1, most.stanzasPerSecond());
        Optional<Integer> bytes =
                cap(fields, "bytes_per_second", MIN_STANZA_BYTES, most.bytesPerSecond());
        Optional<Integer> stanzaBytes =
                cap(fields, "stanza_bytes", MIN_STANZA_BYTES, most.stanzaBytes());
        Optional<Integer> rosterItems = cap(fields, "roster_items", 1, most.rosterItems());
        Optional<Integer> pending = cap(fields, "pending_messages", 1, most.pendingMessages());
        return old ->
                new DomainLimits(
                        sessions.orElse(old.sessions()),
                        perAccount.orElse(old.sessionsPerAccount()),
                        stanzas.orElse(old.stanzasPerSecond()),
                        bytes.orElse(old.bytesPerSecond()),
                        stanzaBytes.orElse(old.stanzaBytes()),
                        rosterItems.orElse(old.rosterItems()),
                        pending.orElse(old.pendingMessages()));
    }

    private static Optional<Integer> cap(Fields fields, String name, int min, int max) {
        return fields.optionalNumber(name, min, max).map(Long::intValue);
    }
}
