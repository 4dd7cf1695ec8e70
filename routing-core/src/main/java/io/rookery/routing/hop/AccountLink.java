package io.rookery.routing.hop;

/// How an edge reaches the accounts of its sessions, and is reached by them.
public interface AccountLink {
    /// Tells the account, wherever it lives. Order per account is kept; loss is possible and is
    /// what numbers are for.
    void tell(AccountId account, ToAccount.FromEdge message);

    /// The account has not answered for a while: it is looked for anew.
    void unanswered(AccountId account);

    /// From now on what accounts tell this session reaches `listener`.
    void register(SessionId session, SessionListener listener);

    /// Where accounts reach this session now, for [ToAccount.Attach]: another place after the edge
    /// was out of the cluster.
    GatewayAddress gateway(SessionId session);

    /// Ends [#register].
    void unregister(SessionId session);
}
