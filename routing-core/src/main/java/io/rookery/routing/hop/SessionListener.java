package io.rookery.routing.hop;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// A session as its gateway sees it. Called on threads of the cluster: hand over to the session's
/// own thread at once.
public interface SessionListener {
    /// The account it belongs to. Any thread.
    AccountId account();

    /// A message of the session's account, in order.
    void received(ToSession message);

    /// A roll-call: how the session stands, to be attached to a new owner of its account. Empty
    /// when it has ended. Until an [ToSession.Attached] arrives the session holds back what it
    /// would send.
    CompletionStage<Optional<Attendance>> rollCall();

    /// The way to accounts is cut, or is there again after it was: introduce the session to its
    /// account, and again until it answers. Until then it holds back what it would send.
    void introduce();

    /// An attach message and the account it is for.
    record Attendance(AccountId account, ToAccount.Attach attach) {}
}
