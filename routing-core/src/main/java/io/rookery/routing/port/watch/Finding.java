package io.rookery.routing.port.watch;

/// One thing that is wrong now, for a person.
///
/// @param code what kind of thing, `disk-full`; never renamed
/// @param node where it is, empty when it is nobody's in particular
/// @param subject what it is about: a partition, a domain, a path; may be empty
/// @param text what is wrong, a sentence
/// @param meaning what follows from it, a sentence
/// @param advice what to do, a sentence
public record Finding(
        Severity severity,
        String code,
        String node,
        String subject,
        String text,
        String meaning,
        String advice) {

    /// How bad it is.
    public enum Severity {
        /// Somebody should know, nobody need act.
        NOTE,
        /// It will hurt if nobody acts, or works with less than it should.
        WARNING,
        /// Something does not work, or is about to stop.
        ERROR
    }
}
