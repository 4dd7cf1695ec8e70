package io.rookery.routing.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Knows every domain of the installation. Answers from memory where it can; a change made anywhere
/// is known within seconds.
public interface DomainDirectory {
    /// The policy of `domain` (as JIDs have it: lower case, U-labels), or empty when no tenant has
    /// it. Fails with [UnavailableException] when that cannot be known now.
    CompletionStage<Optional<DomainPolicy>> find(String domain);

    /// What is in memory now; empty says nothing about whether the domain exists.
    Optional<DomainPolicy> cached(String domain);

    /// Calls `listener` with the new policy after each change that this node learns of. Close the
    /// result to stop.
    Subscription onChange(Consumer<DomainPolicy> listener);

    /// Ends a subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
