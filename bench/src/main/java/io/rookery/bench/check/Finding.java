package io.rookery.bench.check;

/// Something that must not be, or is worth a look.
///
/// @param nanos when it was seen or should have been
record Finding(Kind kind, String what, long nanos) {

    /// What was broken.
    enum Kind {
        /// Acknowledged, and missing in an archive, or neither received nor pending (P1).
        LOST(true),
        /// Twice in an archive (P2).
        DUPLICATED(true),
        /// Another order than its sender's, in an archive or within a session (P2).
        REORDERED(true),
        /// Not seen by who paged after the last id (P2).
        MISSED(true),
        /// A socket was closed though its edge lived (P3).
        CLOSED(true),
        /// Twice in one session though nothing was lost between, or under two ids (P4).
        REPEATED(true),
        /// What nobody sent, or what XMPP and SQL do not agree about.
        STRANGE(true),
        /// Delivered again under its id, to a later session or after a crash.
        AGAIN(false),
        /// The session was not resumed.
        NOT_RESUMED(false),
        /// Nothing was answered for most of a minute.
        NO_ANSWER(false),
        /// A message came back as an error.
        REFUSED(false),
        /// Behind later ones, after it had come back as an error, or because it was pending and the
        /// database could not be read, or was behind the log.
        LATE(false);

        private final boolean broken;

        Kind(boolean broken) {
            this.broken = broken;
        }

        /// Whether a promise is broken by it.
        boolean isBroken() {
            return broken;
        }
    }
}
