package io.rookery.routing.hop;

/// How an edge reaches the accounts of its sessions, and is reached by them.
public interface AccountLink {
    /// Tells the account, wherever it lives. Order per account is kept; loss is possible and is
    /// what numbers are for.
    void tell(AccountId account, ToAccount.FromEdge message);

    /// From now on what accounts tell this session reaches `listener`. The result goes into
    /// [ToAccount.Attach].
    GatewayAddress register(SessionId session, SessionListener listener);

    /// Ends [#register].
    void unregister(SessionId session);
}
