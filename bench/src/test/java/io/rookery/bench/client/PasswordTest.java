package io.rookery.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PasswordTest {
    private static final String SALT = "QSXCR+Q6sek8bf92";

    private final Password password =
            new Password(new Account(7), Target.Mechanism.SCRAM_SHA_1, new SaltedPasswords());

    @Test
    void plain_gives_name_and_password() {
        Password plain =
                new Password(new Account(7), Target.Mechanism.PLAIN, new SaltedPasswords());

        assertThat(decoded(plain.begin())).isEqualTo("\0bench7\0secret-of-7");
    }

    @Test
    void the_proof_is_the_one_that_another_implementation_computes() {
        String first = "r=bench7server,s=" + SALT + ",i=4096";

        String answer = decoded(password.answer(encoded(first)));

        ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_1;
        byte[] salted =
                ScramFunctions.saltedPassword(
                        mechanism,
                        StringPreparation.NO_PREPARATION,
                        "secret-of-7".toCharArray(),
                        Base64.getDecoder().decode(SALT),
                        4096);
        byte[] key = ScramFunctions.clientKey(mechanism, salted);
        byte[] stored = ScramFunctions.storedKey(mechanism, key);
        String signed = "n=bench7,r=bench7," + first + ",c=biws,r=bench7server";
        byte[] signature = ScramFunctions.clientSignature(mechanism, stored, signed);
        byte[] proof = ScramFunctions.clientProof(key, signature);
        assertThat(answer)
                .isEqualTo("c=biws,r=bench7server,p=" + Base64.getEncoder().encodeToString(proof));
    }

    @Test
    void a_challenge_that_is_none_is_refused() {
        assertThatThrownBy(() -> password.answer("***"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String decoded(String element) {
        String content = new Frame(element.getBytes(UTF_8)).content();
        return new String(Base64.getDecoder().decode(content), UTF_8);
    }
}
