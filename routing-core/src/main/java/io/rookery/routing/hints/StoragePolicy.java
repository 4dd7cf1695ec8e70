package io.rookery.routing.hints;

import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Marks.Mark;
import io.rookery.xmpp.stanza.Message;

/// Which messages are stored where, by type, hints and marks; payloads are not parsed. Where hints
/// contradict each other, the one that stores less counts.
public final class StoragePolicy {
    private StoragePolicy() {}

    /// Whether a message belongs in the archives of the users who send and receive it (XEP-0313
    /// §6.1.1). Preferences (XEP-0441) and the domain's policy come after.
    public static Storing archive(Message message) {
        Marks marks = message.payload().marks();
        return switch (message.type()) {
            case ERROR -> Storing.ERROR;
            case GROUPCHAT -> Storing.GROUPCHAT;
            case HEADLINE -> {
                Storing hint = permanentHint(marks);
                yield hint == Storing.CONTENT ? Storing.HEADLINE : hint;
            }
            case NORMAL, CHAT -> {
                Storing hint = permanentHint(marks);
                yield hint == Storing.CONTENT ? conversation(marks) : hint;
            }
        };
    }

    /// Whether a message is worth keeping for a recipient who has nobody there to take it (XEP-0160
    /// §3).
    public static Storing offline(Message message) {
        Marks marks = message.payload().marks();
        return switch (message.type()) {
            case ERROR -> Storing.ERROR;
            case GROUPCHAT -> Storing.GROUPCHAT;
            case HEADLINE -> Storing.HEADLINE;
            case NORMAL, CHAT -> {
                if (marks.has(Mark.NO_STORE)) {
                    yield Storing.NO_STORE_HINT;
                }
                if (marks.has(Mark.STORE)) {
                    yield Storing.STORE_HINT;
                }
                yield content(marks);
            }
        };
    }

    /// What the hints say of an archive, `CONTENT` when they say nothing.
    private static Storing permanentHint(Marks marks) {
        if (marks.has(Mark.NO_STORE)) {
            return Storing.NO_STORE_HINT;
        }
        if (marks.has(Mark.NO_PERMANENT_STORE)) {
            return Storing.NO_PERMANENT_STORE_HINT;
        }
        return marks.has(Mark.STORE) ? Storing.STORE_HINT : Storing.CONTENT;
    }

    private static Storing conversation(Marks marks) {
        if (marks.has(Mark.BODY)) {
            return Storing.BODY;
        }
        if (marks.has(Mark.ENCRYPTED)) {
            return Storing.ENCRYPTED;
        }
        if (marks.has(Mark.RECEIPT)) {
            return Storing.RECEIPT;
        }
        if (marks.has(Mark.CHAT_MARKER)) {
            return Storing.CHAT_MARKER;
        }
        if (marks.has(Mark.MUC_USER) || marks.has(Mark.INVITATION)) {
            return Storing.INVITATION;
        }
        return marks.isChatStateOnly() ? Storing.CHAT_STATE_ONLY : Storing.NOTHING_TO_STORE;
    }

    private static Storing content(Marks marks) {
        if (marks.has(Mark.CONTENT)) {
            return marks.has(Mark.BODY) ? Storing.BODY : Storing.CONTENT;
        }
        return marks.has(Mark.CHAT_STATE) ? Storing.CHAT_STATE_ONLY : Storing.NOTHING_TO_STORE;
    }
}
