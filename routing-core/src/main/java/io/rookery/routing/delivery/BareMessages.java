package io.rookery.routing.delivery;

/// Who gets `chat` and `normal` messages to the bare JID, where RFC 6121 §8.5.2.1.1 leaves a
/// choice.
public enum BareMessages {
    /// Every available resource whose priority is not negative. What a domain has unless it says
    /// otherwise: people expect messages on every device, priorities are what clients' authors
    /// chose, and one message to many costs less than one message and many copies. A client without
    /// carbons gets every message to it, too.
    ALL,
    /// Those with the highest priority, if it is not negative; the others get carbons if they
    /// asked.
    HIGHEST_PRIORITY
}
