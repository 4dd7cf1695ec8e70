package io.rookery.routing.account;

/// Counts what must have happened before a stanza may be called confirmed, and then runs once. It
/// begins with one hold, which the code that processes the stanza releases at its end.
final class Confirmation {
    private final Runnable confirmed;
    private int holds = 1;

    Confirmation(Runnable confirmed) {
        this.confirmed = confirmed;
    }

    /// One more thing must happen. Returns what to run when it has.
    Runnable hold() {
        holds++;
        return this::release;
    }

    /// One thing has happened.
    void release() {
        holds--;
        if (holds == 0) {
            confirmed.run();
        }
    }
}
