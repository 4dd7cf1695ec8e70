package io.rookery.routing.feature;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.xml.Element;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What became of an IQ request.
public sealed interface Outcome {
    /// An IQ result.
    ///
    /// @param messages sent to the asking session before the result (XEP-0313 §4.2)
    /// @param answer the result's child, null for an empty result
    record Result(List<Message> messages, @Nullable Element answer) implements Outcome {
        public Result {
            messages = List.copyOf(messages);
        }
    }

    /// An IQ error.
    record Rejected(StanzaError error) implements Outcome {}

    /// The outcome comes later; stanzas of the same session do not wait for it. A failure is
    /// answered with a `wait` error.
    record Later(CompletionStage<Outcome> stage) implements Outcome {}

    /// An empty result.
    static Outcome done() {
        return new Result(List.of(), null);
    }

    /// A result with a child.
    static Outcome result(Element answer) {
        return new Result(List.of(), answer);
    }

    /// An error with its default type.
    static Outcome rejected(Condition condition, String text) {
        return new Rejected(StanzaError.of(condition, text));
    }
}
