package io.rookery.routing.hints;

/// Whether a message is stored, and why; for logs, metrics and tests.
public enum Storing {
    /// Its sender wants it stored (XEP-0334 §4.4).
    STORE_HINT(true),
    /// It has a body (XEP-0313 §6.1.1).
    BODY(true),
    /// It has encrypted content, where a body may be.
    ENCRYPTED(true),
    /// It is a receipt (XEP-0184): without it, a history shows messages as not received.
    RECEIPT(true),
    /// It is a chat marker (XEP-0333): without it, a history shows messages as unread.
    CHAT_MARKER(true),
    /// It invites to a room, or is otherwise about one (XEP-0249, XEP-0045 §7.8).
    INVITATION(true),
    /// It has content of some kind (XEP-0160 §3).
    CONTENT(true),
    /// It is an error (XEP-0160 §3, XEP-0313 §6.1.1); hints in it are those of what failed.
    ERROR(false),
    /// The room keeps it (XEP-0313 §6.1.2), and nobody is in a room while offline (XEP-0160 §3).
    GROUPCHAT(false),
    /// It is worth something only now (XEP-0160 §3).
    HEADLINE(false),
    /// Its sender wants it stored nowhere (XEP-0334 §4.2).
    NO_STORE_HINT(false),
    /// Its sender wants it in no archive (XEP-0334 §4.1).
    NO_PERMANENT_STORE_HINT(false),
    /// It has a chat state and nothing else (XEP-0160 §3).
    CHAT_STATE_ONLY(false),
    /// It has nothing of a conversation in it.
    NOTHING_TO_STORE(false);

    private final boolean stored;

    Storing(boolean stored) {
        this.stored = stored;
    }

    /// Whether it is stored.
    public boolean isStored() {
        return stored;
    }
}
