package io.rookery.tenant.domain;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import java.util.List;

/// A domain's policy. In a request, properties that are left out keep their value.
///
/// @param version grows with each change
/// @param authentication who is asked about credentials, in order: `internal`, `hook`
/// @param rosterSource who keeps rosters: `internal`, `hook`
/// @param federation domains that stanzas are exchanged with, if they agree: `isolated` (none),
///   `tenant` (the same tenant's), `allow-list`, `open`
/// @param allowList domains that `allow-list` admits
/// @param archiving whether messages are kept in users' archives
/// @param retentionDays how long they are kept
/// @param disabledFeatures protocol features that are switched off
/// @param saslMechanisms SASL mechanisms that may be offered
/// @param limits caps, at most the installation's
@Serdeable(naming = SnakeCaseStrategy.class)
record PolicyView(
        long version,
        List<String> authentication,
        String rosterSource,
        String federation,
        List<String> allowList,
        boolean archiving,
        int retentionDays,
        List<String> disabledFeatures,
        List<String> saslMechanisms,
        LimitsView limits) {

    static PolicyView of(DomainPolicy policy) {
        return new PolicyView(
                policy.version(),
                policy.authentication().stream().map(PolicyChange::word).toList(),
                PolicyChange.word(policy.rosterSource()),
                PolicyChange.word(policy.federation()),
                policy.allowList().stream().sorted().toList(),
                policy.archiving(),
                (int) policy.retention().toDays(),
                policy.disabledFeatures().stream().sorted().toList(),
                policy.saslMechanisms(),
                LimitsView.of(policy.limits()));
    }

    /// Caps of a domain.
    ///
    /// @param sessions connected sessions of the whole domain on one edge
    /// @param sessionsPerAccount connected sessions of one user
    /// @param stanzasPerSecond sustained stanzas a second from one session
    /// @param bytesPerSecond sustained bytes a second from one session
    /// @param stanzaBytes largest stanza
    /// @param rosterItems items of one roster
    /// @param pendingMessages messages kept for a user who is offline
    @Serdeable(naming = SnakeCaseStrategy.class)
    record LimitsView(
            int sessions,
            int sessionsPerAccount,
            int stanzasPerSecond,
            int bytesPerSecond,
            int stanzaBytes,
            int rosterItems,
            int pendingMessages) {
        static LimitsView of(DomainLimits limits) {
            return new LimitsView(
                    limits.sessions(),
                    limits.sessionsPerAccount(),
                    limits.stanzasPerSecond(),
                    limits.bytesPerSecond(),
                    limits.stanzaBytes(),
                    limits.rosterItems(),
                    limits.pendingMessages());
        }
    }
}
