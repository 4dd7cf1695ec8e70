package io.rookery.tenant.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramVerifier;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PassedPasswordsTest {
    private static final String PASSWORD = "wherefore art thou";

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final PassedPasswords passed = new PassedPasswords(random, 10, Duration.ofHours(1));

    @Test
    void only_what_was_found_right_is_known() {
        ScramVerifier verifier = verifier(PASSWORD);
        boolean before = passed.contains(verifier, PASSWORD);
        passed.add(verifier, PASSWORD);

        assertThat(before).isFalse();
        assertThat(passed.contains(verifier, PASSWORD)).isTrue();
        assertThat(passed.contains(verifier, PASSWORD + ' ')).isFalse();
    }

    @Test
    void another_verifier_is_another_password_also_when_the_same_was_set_again() {
        passed.add(verifier(PASSWORD), PASSWORD);

        assertThat(passed.contains(verifier(PASSWORD), PASSWORD)).isFalse();
    }

    @Test
    void another_process_knows_nothing_of_it() {
        ScramVerifier verifier = verifier(PASSWORD);
        passed.add(verifier, PASSWORD);

        assertThat(
                        new PassedPasswords(random, 10, Duration.ofHours(1))
                                .contains(verifier, PASSWORD))
                .isFalse();
    }

    private ScramVerifier verifier(String password) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return Scram.verifier(Password.of(password).orElseThrow(), ScramHash.SHA_256, salt, 1);
    }
}
