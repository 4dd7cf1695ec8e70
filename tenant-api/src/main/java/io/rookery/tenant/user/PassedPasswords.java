package io.rookery.tenant.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rookery.routing.port.Authentication.ScramVerifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Passwords that were found right lately, so that the next login of the same client need not go
/// through thousands of rounds of PBKDF2 (docs/adr/0007-passed-passwords.md).
///
/// What is kept is an HMAC of verifier and password, by a key that this process made and nobody
/// else knows. Since it is of the verifier too, which is read anew at each login, another password,
/// or the same one set again, is another entry: nothing has to be forgotten.
final class PassedPasswords {
    private static final String MAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Boolean> passed;

    /// @param most how many are kept
    /// @param age how long after its last use
    PassedPasswords(RandomGenerator random, int most, Duration age) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, MAC);
        passed = Caffeine.newBuilder().maximumSize(most).expireAfterAccess(age).build();
    }

    /// Whether this password was found to fit this verifier.
    boolean contains(ScramVerifier verifier, String password) {
        return passed.getIfPresent(mark(verifier, password)) != null;
    }

    /// The password fits.
    void add(ScramVerifier verifier, String password) {
        passed.put(mark(verifier, password), Boolean.TRUE);
    }

    private ByteBuffer mark(ScramVerifier verifier, String password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            // Of one length for one hash: no two pairs give the same bytes.
            mac.update(verifier.salt());
            mac.update(verifier.storedKey());
            mac.update(password.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("mac: " + MAC + " (expected: in every JDK)", e);
        }
    }
}
