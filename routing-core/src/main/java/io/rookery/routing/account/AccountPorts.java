package io.rookery.routing.account;

import io.rookery.routing.delivery.DeliveryReason;
import io.rookery.routing.feature.Features;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.error.Condition;
import java.time.Duration;
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
        Tracing tracing,
        InstantSource clock,
        RandomGenerator random) {
    /// Counts what accounts and shards of a node do. Called on many threads, often: implementations
    /// only add.
    public interface Meter {
        /// Counts nothing.
        Meter NONE = (account, event) -> {};

        void count(AccountId account, AccountEvent event);

        /// It was decided what becomes of a message that reached its recipient's account.
        default void decided(AccountId account, DeliveryReason reason) {}

        /// A stanza was answered with an error.
        default void refused(AccountId account, Condition condition) {}

        /// A stanza from a client was confirmed to its edge, so long after it came.
        default void confirmed(AccountId account, Duration after) {}

        /// A record became durable, so long after it was appended.
        default void durable(AccountId account, Duration after) {}

        /// There are so many more, or fewer, sessions with a socket and without.
        default void sessions(AccountId account, int attached, int detached) {}

        /// A shard is open, so long after its first account wanted it.
        ///
        /// @param sessions that answered the roll-call
        /// @param missing gateways that did not
        default void shardOpened(int shard, Duration took, int sessions, int missing) {}

        /// A shard that was open is not any more.
        default void shardClosed(int shard) {}
    }
}
