package io.rookery.routing.account;

import io.rookery.routing.feature.Features;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.RosterStore;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What all accounts of a node share of the world outside.
///
/// @param users whether a user exists, by the domain's authentication chain
/// @param random a cryptographic source
public record AccountPorts(
        DomainDirectory directory,
        Authentication users,
        RosterStore rosters,
        Archive archive,
        Features features,
        AccountLimits limits,
        Meter meter,
        InstantSource clock,
        RandomGenerator random) {
    /// Counts what accounts do, by tenant.
    public interface Meter {
        void count(AccountId account, AccountEvent event);
    }
}
