package io.rookery.testkit.net;

import io.rookery.xmpp.xml.Element;

/// The server said something else than a client can go on with.
public final class UnexpectedAnswer extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient Element answer;

    UnexpectedAnswer(Element answer, String expected) {
        super("answer: " + answer + " (expected: " + expected + ")");
        this.answer = answer;
    }

    /// What it said.
    public Element answer() {
        return answer;
    }
}
