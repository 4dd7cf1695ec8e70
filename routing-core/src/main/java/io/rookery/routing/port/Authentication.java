package io.rookery.routing.port;

import io.rookery.xmpp.jid.BareJid;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One source of authentication for the users of a domain. *Denied* and *unavailable* are never
/// confused: a user whose backend is down is told `temporary-auth-failure`.
public interface Authentication {
    /// Checks a password or token (SASL PLAIN). Takes the same time whether the user exists or not.
    CompletionStage<Verdict> verify(
            DomainPolicy policy, BareJid user, String password, String clientAddress);

    /// The SCRAM verifier of a user for one hash; `Unknown` when the user, or a verifier for that
    /// hash, does not exist here.
    CompletionStage<ScramLookup> scram(DomainPolicy policy, BareJid user, ScramHash hash);

    /// Whether the user exists.
    CompletionStage<Existence> exists(DomainPolicy policy, BareJid user);

    /// True when this source can answer [#scram] for users of the domain.
    boolean offersScram(DomainPolicy policy);

    /// What a source says of a credential.
    enum Verdict {
        ALLOWED,
        /// The source does not know this user, or the credential is wrong.
        DENIED,
        /// The account exists, and is disabled (RFC 6120 §6.5.1).
        DISABLED,
        UNAVAILABLE
    }

    /// What a source says of a user.
    enum Existence {
        EXISTS,
        ABSENT,
        UNAVAILABLE
    }

    /// Hash functions of SCRAM (RFC 5802, RFC 7677).
    enum ScramHash {
        SHA_1("SHA-1", "SHA-1", "HmacSHA1", 20),
        SHA_256("SHA-256", "SHA-256", "HmacSHA256", 32),
        SHA_512("SHA-512", "SHA-512", "HmacSHA512", 64);

        private final String saslName;
        private final String digest;
        private final String mac;
        private final int bytes;

        ScramHash(String saslName, String digest, String mac, int bytes) {
            this.saslName = saslName;
            this.digest = digest;
            this.mac = mac;
            this.bytes = bytes;
        }

        /// As in the mechanism's name, `SCRAM-` before it.
        public String saslName() {
            return saslName;
        }

        /// JCA name of the digest.
        public String digest() {
            return digest;
        }

        /// JCA name of the HMAC.
        public String mac() {
            return mac;
        }

        /// Length of the digest in bytes.
        public int bytes() {
            return bytes;
        }
    }

    /// RFC 5802 §3: what a server keeps instead of a password.
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed once to the SCRAM exchange
    record ScramVerifier(
            ScramHash hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}

    /// Result of [#scram].
    ///
    /// @param verifier present when `state` is `EXISTS`
    record ScramLookup(Existence state, boolean disabled, @Nullable ScramVerifier verifier) {
        public static final ScramLookup ABSENT = new ScramLookup(Existence.ABSENT, false, null);
        public static final ScramLookup UNAVAILABLE =
                new ScramLookup(Existence.UNAVAILABLE, false, null);
    }
}
