package io.rookery.routing.account;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;

/// The stanza errors that an account itself answers with, each in one place.
final class Errors {
    private Errors() {}

    /// A hop was not confirmed within the retry deadline (docs/protocol.md §4).
    static StanzaError notConfirmed() {
        return wait(
                Condition.REMOTE_SERVER_TIMEOUT,
                "The stanza could not be confirmed in time; send it again");
    }

    /// A window or cap is full; sending again later may succeed.
    static StanzaError full(String what) {
        return wait(Condition.RESOURCE_CONSTRAINT, what);
    }

    /// Something that is needed cannot be reached now.
    static StanzaError unavailable() {
        return wait(Condition.RESOURCE_CONSTRAINT, "Temporarily unavailable; try again later");
    }

    /// A request whose account was lost while it was being worked on.
    static StanzaError lost() {
        return wait(Condition.INTERNAL_SERVER_ERROR, "The request was interrupted; send it again");
    }

    /// The domain does not exist, or not for this sender: the answer is the same.
    static StanzaError noSuchDomain() {
        return StanzaError.of(Condition.REMOTE_SERVER_NOT_FOUND, "This domain cannot be reached");
    }

    static StanzaError of(Condition condition, String text) {
        return StanzaError.of(condition, text);
    }

    private static StanzaError wait(Condition condition, String text) {
        return StanzaError.of(StanzaError.Type.WAIT, condition).withText(text, "en");
    }
}
