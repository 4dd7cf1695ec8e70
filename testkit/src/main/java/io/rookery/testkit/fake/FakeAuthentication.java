package io.rookery.testkit.fake;

import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.testkit.clock.Timeline;
import io.rookery.xmpp.jid.BareJid;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Users in memory, each with one password.
public final class FakeAuthentication implements Authentication {
    /// Few, so that many logins cost nothing.
    private static final int ITERATIONS = 16;

    private static final byte[] SALT = "a fixed salt".getBytes(StandardCharsets.US_ASCII);

    private final Timeline timeline;
    private final Duration delay;
    private final Map<BareJid, String> passwords = new HashMap<>();
    private boolean down;

    public FakeAuthentication(Timeline timeline, Duration delay) {
        this.timeline = timeline;
        this.delay = delay;
    }

    /// Adds a user, or changes the password.
    public void put(BareJid user, String password) {
        passwords.put(user, password);
    }

    /// Whether the source answers at all.
    public void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public CompletionStage<Verdict> verify(
            DomainPolicy policy, BareJid user, String password, String clientAddress) {
        return timeline.later(
                delay,
                () ->
                        down
                                ? Verdict.UNAVAILABLE
                                : password.equals(passwords.get(user))
                                        ? Verdict.ALLOWED
                                        : Verdict.DENIED);
    }

    @Override
    public CompletionStage<ScramLookup> scram(DomainPolicy policy, BareJid user, ScramHash hash) {
        return timeline.later(
                delay,
                () -> {
                    String password = passwords.get(user);
                    if (down) {
                        return ScramLookup.UNAVAILABLE;
                    }
                    return password == null
                            ? ScramLookup.ABSENT
                            : new ScramLookup(Existence.EXISTS, false, verifier(password, hash));
                });
    }

    /// RFC 5802 §3.
    private static ScramVerifier verifier(String password, ScramHash hash) {
        try {
            byte[] salted =
                    SecretKeyFactory.getInstance("PBKDF2With" + hash.mac())
                            .generateSecret(
                                    new PBEKeySpec(
                                            password.toCharArray(),
                                            SALT,
                                            ITERATIONS,
                                            hash.bytes() * 8))
                            .getEncoded();
            byte[] clientKey = hmac(hash, salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance(hash.digest()).digest(clientKey);
            return new ScramVerifier(
                    hash, SALT, ITERATIONS, storedKey, hmac(hash, salted, "Server Key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("hash: " + hash + " (expected: one of the JDK's)", e);
        }
    }

    private static byte[] hmac(ScramHash hash, byte[] key, String text)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(hash.mac());
        mac.init(new SecretKeySpec(key, hash.mac()));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public CompletionStage<Existence> exists(DomainPolicy policy, BareJid user) {
        return timeline.later(
                delay,
                () ->
                        down
                                ? Existence.UNAVAILABLE
                                : passwords.containsKey(user)
                                        ? Existence.EXISTS
                                        : Existence.ABSENT);
    }

    @Override
    public boolean offersScram(DomainPolicy policy) {
        return true;
    }
}
