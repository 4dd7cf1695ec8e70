package io.rookery.routing.account;

/// What an account tells the meters: each constant is one counter.
public enum AccountEvent {
    /// A message came in from a client.
    MESSAGE_IN,
    /// A message was given to a session, carbons included.
    MESSAGE_OUT,
    PRESENCE_IN,
    PRESENCE_OUT,
    IQ_IN,
    IQ_OUT,
    /// A message was kept for an account without a session.
    MESSAGE_PENDING,
    /// A message that was kept was given to a session.
    MESSAGE_UNPENDING,
    /// A message was answered with an error.
    MESSAGE_REFUSED,
    /// A stanza came a second time and was recognised.
    DUPLICATE_DROPPED,
    SESSION_BOUND,
    SESSION_RESUMED,
    SESSION_DETACHED,
    SESSION_ENDED,
    CARBON_SENT,
    ROSTER_PUSHED,
    /// A stanza for another account was sent once more, since nothing was heard of it.
    FORWARD_RESENT,
    /// A stanza was given up after the retry deadline.
    NOT_CONFIRMED,
    /// A message for an account whose shard is not open yet was dropped: there were too many.
    STASH_OVERFLOWED,
    /// An account began on this node.
    ACCOUNT_STARTED,
    /// An account that this node ran is put away or lost.
    ACCOUNT_STOPPED
}
