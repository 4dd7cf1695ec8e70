package io.rookery.server.embedded;

import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.random.RandomGenerator;

/// Passwords that the node made for its own PostgreSQL, in a file that only its user can read.
final class Passwords {

    private static final int BYTES = 24;

    private final Properties byUser;

    private Passwords(Properties byUser) {
        this.byUser = byUser;
    }

    String of(String user) {
        String password = byUser.getProperty(user);
        if (password == null) {
            throw new IllegalStateException(user + ": no password (expected: one made for it)");
        }
        return password;
    }

    /// Reads the file, or makes it; a user that it lacks gets a new password.
    ///
    /// @param random a source fit for secrets
    static Passwords in(Path file, List<String> users, RandomGenerator random) {
        Properties byUser = new Properties();
        try {
            if (Files.exists(file)) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    byUser.load(reader);
                }
            }
            boolean complete = true;
            for (String user : users) {
                complete &= byUser.putIfAbsent(user, random(random)) != null;
            }
            if (!complete) {
                write(file, byUser);
            }
        } catch (IOException e) {
            throw new StartFailure(
                    "postgres: cannot keep passwords in %s: %s".formatted(file, e), e);
        }
        return new Passwords(byUser);
    }

    private static void write(Path file, Properties byUser) throws IOException {
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        Path fresh =
                Files.createTempFile(
                        file.resolveSibling("."),
                        "passwords",
                        ".new",
                        PosixFilePermissions.asFileAttribute(ownerOnly));
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            byUser.store(writer, "Passwords of this node's own PostgreSQL");
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
