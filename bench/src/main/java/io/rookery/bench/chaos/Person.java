package io.rookery.bench.chaos;

import io.rookery.bench.client.Account;

/// Somebody who writes and is written to.
record Person(Account account, String domain) {

    /// The bare JID.
    String jid() {
        return account.at(domain);
    }

    /// How this person's clients connect: all ways have their share.
    Transport transport() {
        return Transport.values()[account.number() % Transport.values().length];
    }

    /// Whether this person comes and goes, so that messages wait.
    boolean comesAndGoes() {
        return account.number() % COMERS == COMERS - 1;
    }

    private static final int COMERS = 6;

    /// How a client connects.
    enum Transport {
        WEBSOCKET,
        TCP,
        WEBSOCKET_TOO,
        STARTTLS
    }
}
