package io.rookery.hooks.roster;

import io.rookery.routing.port.RosterStore.RosterEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a backend says of a roster.
sealed interface RosterAnswer {
    /// How long it may be used without asking again.
    Duration fresh();

    /// It still has the version that it was asked about.
    record Unchanged(Duration fresh) implements RosterAnswer {}

    /// The whole roster.
    ///
    /// @param version the backend's word for it; empty when it has none
    /// @param dropped why items were left out, one reason each
    record Whole(
            Optional<String> version,
            List<RosterEntry> entries,
            List<DropReason> dropped,
            Duration fresh)
            implements RosterAnswer {}

    /// Why an item was left out.
    enum DropReason {
        BAD_JID("bad-jid"),
        DUPLICATE("duplicate"),
        OWN_JID("own-jid"),
        BAD_SUBSCRIPTION("bad-subscription"),
        BAD_NAME("bad-name"),
        BAD_GROUPS("bad-groups"),
        NO_OBJECT("no-object");

        private final String text;

        DropReason(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
