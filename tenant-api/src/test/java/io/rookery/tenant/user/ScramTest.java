package io.rookery.tenant.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ScramTest {
    // The exchanges printed in RFC 5802 §5 and RFC 7677 §3: user "user", password "pencil".

    @Test
    void the_sha_1_verifier_accepts_the_exchange_of_rfc_5802() throws GeneralSecurityException {
        ScramVerifier verifier = pencil(ScramHash.SHA_1, "QSXCR+Q6sek8bf92");

        assertExchange(
                verifier,
                "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
                        + "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,"
                        + "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
                "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                "rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    @Test
    void the_sha_256_verifier_accepts_the_exchange_of_rfc_7677() throws GeneralSecurityException {
        ScramVerifier verifier = pencil(ScramHash.SHA_256, "W22ZaJ0SNY7soEsUEjb6gQ==");

        assertExchange(
                verifier,
                "n=user,r=rOprNGfwEbeRWgbNEkqO,"
                        + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                        + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void a_verifier_fits_its_password_only() {
        ScramVerifier verifier = pencil(ScramHash.SHA_512, "W22ZaJ0SNY7soEsUEjb6gQ==");

        assertThat(Scram.fits(Password.of("pencil").orElseThrow(), verifier)).isTrue();
        assertThat(Scram.fits(Password.of("pencils").orElseThrow(), verifier)).isFalse();
    }

    private static ScramVerifier pencil(ScramHash hash, String salt) {
        return Scram.verifier(
                Password.of("pencil").orElseThrow(), hash, Base64.getDecoder().decode(salt), 4096);
    }

    private static void assertExchange(
            ScramVerifier verifier, String message, String proof, String signature)
            throws GeneralSecurityException {
        byte[] clientSignature = mac(verifier, verifier.storedKey(), message);
        byte[] clientKey = Base64.getDecoder().decode(proof);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= clientSignature[i];
        }
        assertThat(MessageDigest.getInstance(verifier.hash().digest()).digest(clientKey))
                .isEqualTo(verifier.storedKey());
        assertThat(mac(verifier, verifier.serverKey(), message))
                .isEqualTo(Base64.getDecoder().decode(signature));
    }

    private static byte[] mac(ScramVerifier verifier, byte[] key, String message)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(verifier.hash().mac());
        mac.init(new SecretKeySpec(key, verifier.hash().mac()));
        return mac.doFinal(message.getBytes(StandardCharsets.US_ASCII));
    }
}
