package io.rookery.edge;

import io.rookery.edge.sasl.LoginThrottle;
import java.time.Duration;

/// Every maximum of an edge that is not a domain's own.
///
/// @param crowd what many clients may together
/// @param stanzaBytesBeforeLogin largest element before authentication, at least 10,000 (RFC 6120
///   §13.12)
/// @param loginAttempts SASL attempts of one stream; a refused channel binding counts half
/// @param bindAttempts refused resource bindings and resumptions of one stream
/// @param ingressStanzas unconfirmed stanzas of a session before reading stops
/// @param ingressBytes unconfirmed bytes of a session before reading stops
/// @param outboundStanzas stanzas that a client has not taken before it is detached
/// @param writeHighBytes unwritten bytes of a socket at which reading from it stops
/// @param writeMaxBytes unwritten bytes of a socket at which its session is detached
/// @param ackEvery stanzas sent before a client with stream management is asked `<r/>`
/// @param tlsContexts domains whose TLS contexts are kept
/// @param throttle failed logins borne
/// @param times timeouts and delays
public record EdgeLimits(
        CrowdLimits crowd,
        int stanzaBytesBeforeLogin,
        int loginAttempts,
        int bindAttempts,
        int ingressStanzas,
        int ingressBytes,
        int outboundStanzas,
        int writeHighBytes,
        int writeMaxBytes,
        int ackEvery,
        int tlsContexts,
        LoginThrottle.Rates throttle,
        Times times) {

    /// What holds unless the configuration says otherwise.
    public static final EdgeLimits DEFAULT =
            new EdgeLimits(
                    CrowdLimits.DEFAULT,
                    10_240,
                    5,
                    5,
                    256,
                    1 << 20,
                    1_100,
                    64 << 10,
                    4 << 20,
                    5,
                    1_000,
                    LoginThrottle.Rates.DEFAULT,
                    Times.DEFAULT);

    private static final int MIN_STANZA_BYTES = 10_000;

    public EdgeLimits {
        if (stanzaBytesBeforeLogin < MIN_STANZA_BYTES) {
            throw new IllegalArgumentException(
                    "stanzaBytesBeforeLogin: "
                            + stanzaBytesBeforeLogin
                            + " (expected: at least 10000, RFC 6120 §13.12)");
        }
    }

    /// These limits with others for what many do together.
    public EdgeLimits withCrowd(CrowdLimits other) {
        return new EdgeLimits(
                other,
                stanzaBytesBeforeLogin,
                loginAttempts,
                bindAttempts,
                ingressStanzas,
                ingressBytes,
                outboundStanzas,
                writeHighBytes,
                writeMaxBytes,
                ackEvery,
                tlsContexts,
                throttle,
                times);
    }

    /// These limits with other times.
    public EdgeLimits withTimes(Times other) {
        return new EdgeLimits(
                crowd,
                stanzaBytesBeforeLogin,
                loginAttempts,
                bindAttempts,
                ingressStanzas,
                ingressBytes,
                outboundStanzas,
                writeHighBytes,
                writeMaxBytes,
                ackEvery,
                tlsContexts,
                throttle,
                other);
    }

    /// Timeouts and delays.
    ///
    /// @param handshake TLS handshake
    /// @param login from the socket's first moment to authentication, however busy it is
    /// @param bind from authentication to a bound or resumed session
    /// @param attach how long a binding waits for the account
    /// @param idle silence of a client after which it is probed
    /// @param probe how long the answer to a probe may take
    /// @param retry an account's silence after which unconfirmed stanzas are sent again
    /// @param ackDelay a written stanza's age at which a client with stream management is asked
    ///   `<r/>`
    /// @param ackTimeout how long that client may take to answer
    /// @param resume how long a session waits for its client, unless that asks for less
    /// @param resumeMax the most a client may ask for
    /// @param closing how long a closing stream waits for the client's end
    public record Times(
            Duration handshake,
            Duration login,
            Duration bind,
            Duration attach,
            Duration idle,
            Duration probe,
            Duration retry,
            Duration ackDelay,
            Duration ackTimeout,
            Duration resume,
            Duration resumeMax,
            Duration closing) {
        /// The defaults of docs/protocol.md §8, and what RFC 6120 leaves open.
        public static final Times DEFAULT =
                new Times(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(3_600),
                        Duration.ofSeconds(3));

        /// These times with sessions that wait so long for their clients, and no longer.
        public Times withResume(Duration longest) {
            return new Times(
                    handshake,
                    login,
                    bind,
                    attach,
                    idle,
                    probe,
                    retry,
                    ackDelay,
                    ackTimeout,
                    longest,
                    longest,
                    closing);
        }
    }
}
