package io.rookery.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {

    @TempDir Path directory;

    private final RandomGenerator random = new SplittableRandom(1);

    @Test
    void passwords_are_kept_and_new_users_get_their_own() {
        Path file = directory.resolve("passwords");
        String first = Passwords.in(file, List.of("a"), random).of("a");

        Passwords second = Passwords.in(file, List.of("a", "b"), random);
        Passwords third = Passwords.in(file, List.of("a", "b"), random);

        assertThat(second.of("a")).isEqualTo(first).hasSizeGreaterThanOrEqualTo(32);
        assertThat(second.of("b")).isNotEqualTo(first);
        assertThat(third.of("b")).isEqualTo(second.of("b"));
    }

    @Test
    void nobody_else_can_read_them() throws IOException {
        Path file = directory.resolve("passwords");

        Passwords.in(file, List.of("a"), random);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
