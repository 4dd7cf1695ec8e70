package io.rookery.routing.cluster;

import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.shard.OpenShard;
import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What the sharded entity of an account receives.
sealed interface AccountCommand {
    /// A message from an edge or another account; the only command that crosses nodes.
    record Received(ToAccount message) implements AccountCommand {}

    /// An API node asks for the account's sessions; crosses nodes.
    ///
    /// @param end the resource of the session to end, null to list them all
    /// @param reason what its client is told, empty for what it is told usually
    record SessionsAsked(@Nullable String end, String reason, ActorRef<SessionsTold> replyTo)
            implements AccountCommand {}

    /// An API node wants to be told what becomes of the account's stanzas; crosses nodes.
    ///
    /// @param lease how long, unless it is asked again
    /// @param payload whether whole stanzas are told
    record Follow(Duration lease, boolean payload, ActorRef<Followed> replyTo)
            implements AccountCommand {}

    /// Runs on the account's thread: a timer, an answer, a durable record.
    record Run(Runnable task) implements AccountCommand, NoSerializationVerificationNeeded {}

    /// The shard is open.
    ///
    /// @param tail what its log's tail says of this account
    /// @param attendances sessions that edges hold for this account
    record Opened(OpenShard shard, List<LogRecord> tail, List<Attendance> attendances)
            implements AccountCommand, NoSerializationVerificationNeeded {}

    /// What the directory says of the account's domain; empty when there is none.
    record PolicyFound(Optional<DomainPolicy> policy)
            implements AccountCommand, NoSerializationVerificationNeeded {}

    /// The directory could not say.
    record PolicyUnknown(Throwable failure)
            implements AccountCommand, NoSerializationVerificationNeeded {}

    /// Starts an account whose sessions answered a roll-call.
    enum Wake implements AccountCommand {
        WAKE
    }

    /// An edge has left the cluster.
    record EdgeLost(GatewayAddress gateway)
            implements AccountCommand, NoSerializationVerificationNeeded {}

    /// A core has left the cluster.
    enum OwnerLost implements AccountCommand, NoSerializationVerificationNeeded {
        LOST
    }

    /// Nothing has happened for a while.
    enum Idle implements AccountCommand, NoSerializationVerificationNeeded {
        IDLE
    }

    /// The shard was lost or its node is going: forget everything without a word.
    record Lost(String reason) implements AccountCommand, NoSerializationVerificationNeeded {}

    /// Told by sharding: after our own wish to be put away, or because the shard moves.
    enum Stop implements AccountCommand, NoSerializationVerificationNeeded {
        STOP
    }
}
