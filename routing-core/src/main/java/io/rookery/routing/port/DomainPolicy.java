package io.rookery.routing.port;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// One version of what a tenant decided for one of its domains. Immutable; a change makes a new one
/// with a higher `version`.
///
/// @param active false while the domain or its tenant is suspended: nobody logs in, nothing is
///   delivered, and to others it does not exist
/// @param authentication the authentication chain, asked in order; never empty
/// @param allowList domains that may be reached when `federation` is `ALLOW_LIST`
/// @param archiving whether messages are kept in users' archives (XEP-0313)
/// @param retention how long archived messages are kept
/// @param disabledFeatures names of protocol features switched off for this domain
/// @param saslMechanisms SASL mechanisms offered, strongest first
public record DomainPolicy(
        TenantId tenant,
        String domain,
        long version,
        boolean active,
        List<AuthSource> authentication,
        RosterSource rosterSource,
        Federation federation,
        Set<String> allowList,
        boolean archiving,
        Duration retention,
        Set<String> disabledFeatures,
        List<String> saslMechanisms,
        DomainLimits limits) {

    public DomainPolicy {
        authentication = List.copyOf(authentication);
        allowList = Set.copyOf(allowList);
        disabledFeatures = Set.copyOf(disabledFeatures);
        saslMechanisms = List.copyOf(saslMechanisms);
    }

    /// Who knows the users' credentials.
    public enum AuthSource {
        /// Accounts kept by Rookery (SCRAM verifiers).
        INTERNAL,
        /// The tenant's backend, by `auth.verify` and `user.exists`.
        HOOK
    }

    /// Who keeps the rosters.
    public enum RosterSource {
        /// Rookery does; clients change them (RFC 6121 §2).
        INTERNAL,
        /// The tenant's backend does, by `roster.get`; read-only for clients.
        HOOK
    }

    /// Which other domains this one exchanges stanzas with.
    public enum Federation {
        /// None but itself.
        ISOLATED,
        /// The same tenant's domains.
        TENANT,
        /// Those listed, of any tenant that allows this one.
        ALLOW_LIST,
        /// Every domain that allows this one.
        OPEN
    }

    /// True when the feature of this name is on for the domain.
    public boolean enabled(String feature) {
        return !disabledFeatures.contains(feature);
    }

    /// True when this domain's policy lets stanzas pass between it and `other`; both sides must
    /// agree.
    public boolean allows(DomainPolicy other) {
        return domain.equals(other.domain) || (admits(other) && other.admits(this));
    }

    private boolean admits(DomainPolicy other) {
        return switch (federation) {
            case ISOLATED -> false;
            case TENANT -> tenant.equals(other.tenant);
            case ALLOW_LIST -> allowList.contains(other.domain);
            case OPEN -> true;
        };
    }
}
