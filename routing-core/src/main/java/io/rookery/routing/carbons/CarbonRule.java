package io.rookery.routing.carbons;

/// Whether a message is copied, and by which rule of XEP-0280; for logs, metrics and tests.
public enum CarbonRule {
    /// Type `chat` (§6.1).
    CHAT(true),
    /// Type `normal` with a body (§6.1).
    NORMAL_WITH_BODY(true),
    /// With what instant messaging uses: receipt, chat state or chat marker (§6.1).
    INSTANT_MESSAGING(true),
    /// An error that answers an eligible message (§6.1).
    ERROR_TO_ELIGIBLE(true),
    /// An invitation to a room, direct or mediated (§6.1).
    INVITATION(true),
    /// The owner's private message to an occupant of a room (§6.1).
    TO_OCCUPANT(true),
    /// An occupant's private message: the room sends it to each joined session itself (§6.1).
    FROM_OCCUPANT(false),
    /// Type `groupchat` (§6.1).
    GROUPCHAT(false),
    /// An error that answers something else (§6.1).
    ERROR_TO_OTHER(false),
    /// The sender asked for no copies (§9).
    PRIVATE(false),
    /// The sender's hint asks for no copies (XEP-0334 §4.3).
    NO_COPY(false),
    /// A copy itself: copies of copies would never end.
    CARBON(false),
    /// To oneself: who did not get it gets a `received` copy, a second one would say nothing.
    TO_SELF(false),
    /// Not of a conversation.
    OTHER(false);

    private final boolean copied;

    CarbonRule(boolean copied) {
        this.copied = copied;
    }

    /// Whether carbons-enabled sessions get a copy.
    public boolean isCopied() {
        return copied;
    }
}
