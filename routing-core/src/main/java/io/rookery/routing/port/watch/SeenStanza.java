package io.rookery.routing.port.watch;

import java.time.Instant;

/// One thing that happened to a stanza at the account that is followed. What is not known or does
/// not apply is empty, or 0.
///
/// @param node where the account is, `host:port` of the cluster
/// @param event what happened
/// @param kind `message`, `presence` or `iq`
/// @param type its attribute `type`
/// @param id what the sender called it
/// @param stanzaId its id in the account's archive (XEP-0359)
/// @param session the resource of the session it came from or goes to
/// @param number of the stanza in that session or in the stream from account to account
/// @param bytes its size
/// @param condition what is wrong (RFC 6120 §8.3.3), of an error or a refusal
/// @param payload the whole stanza, only where that was asked for
public record SeenStanza(
        Instant at,
        String node,
        Event event,
        String kind,
        String type,
        String from,
        String to,
        String id,
        String stanzaId,
        String session,
        long number,
        int bytes,
        String condition,
        String payload) {

    /// What can happen to a stanza.
    public enum Event {
        /// Came from a session of the account.
        ACCEPTED,
        /// Came from a session whose edge found fault with it.
        FAULTY,
        /// Came from another account.
        RECEIVED,
        /// Was sent to another account.
        FORWARDED,
        /// Was given to a session.
        DELIVERED,
        /// Its record for the archive is durable.
        ARCHIVED,
        /// Its record as a message that waits for a session is durable.
        PENDING,
        /// Counts for the client that sent it: every stanza of that session up to this number.
        CONFIRMED,
        /// The client has it: every stanza for that session up to this number.
        TAKEN,
        /// The other account has done with it.
        DONE,
        /// The other account refused it, or this one refused what came from there.
        REJECTED
    }

    /// Whether it came to the account or goes from it: `in`, `out`, or empty for what happens at
    /// it.
    public String direction() {
        return switch (event) {
            case ACCEPTED, FAULTY, RECEIVED, TAKEN -> "in";
            case FORWARDED, DELIVERED, CONFIRMED -> "out";
            case ARCHIVED, PENDING, DONE, REJECTED -> "";
        };
    }
}
