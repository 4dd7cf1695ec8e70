package io.rookery.tenant.export;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines of an export that the control plane has.
sealed interface ExportedAccount {
    /// The first line.
    ///
    /// @param kind `account`
    /// @param version of the form of these lines
    /// @param passwordKept whether Rookery keeps the user's credentials (as verifiers, which are
    ///   not exported); then the dates are there
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Profile(
            String kind,
            int version,
            String jid,
            Instant exportedAt,
            boolean passwordKept,
            @Nullable Boolean disabled,
            @Nullable Instant createdAt,
            @Nullable Instant changedAt)
            implements ExportedAccount {}

    /// A contact of a roster that Rookery keeps.
    ///
    /// @param kind `contact`
    /// @param state of the subscription (RFC 6121 appendix A)
    /// @param listed whether the user put it there
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Contact(
            String kind,
            String jid,
            @Nullable String name,
            List<String> groups,
            String state,
            boolean approved,
            boolean listed)
            implements ExportedAccount {
        public Contact {
            groups = List.copyOf(groups);
        }
    }

    /// The last line: without it the export is not whole.
    ///
    /// @param kind `end`
    /// @param lines how many came before
    @Serdeable(naming = SnakeCaseStrategy.class)
    record End(String kind, long lines) implements ExportedAccount {}
}
