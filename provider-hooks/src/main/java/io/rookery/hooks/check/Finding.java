package io.rookery.hooks.check;

/// One thing that the contract check looked at.
///
/// @param check what should be so, in a few words
/// @param detail what was found instead, or empty
public record Finding(Mark mark, String check, String detail) {
    /// How it went.
    public enum Mark {
        PASSED("ok  "),
        /// Works, but should be looked at.
        WARNING("warn"),
        FAILED("FAIL"),
        /// Could not be looked at with what the check was given.
        SKIPPED("skip");

        private final String text;

        Mark(String text) {
            this.text = text;
        }
    }

    /// One line.
    @Override
    public String toString() {
        return mark.text + ' ' + check + (detail.isEmpty() ? "" : ": " + detail);
    }
}
