package io.rookery.server.assembly;

import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The installation's master key: given by the operator, or made at the first start and kept in the
/// data directory, in a file that only its user can read.
final class Secrets {
    private static final String FILE = "master.key";

    private Secrets() {}

    /// @param given 64 hexadecimal digits, or empty
    /// @throws StartFailure when it cannot be read or kept
    static byte[] masterKey(String given, Path data, int bytes, RandomGenerator random) {
        if (!given.isEmpty()) {
            return parse("secrets.master-key", given, bytes);
        }
        Path file = data.resolve(FILE);
        try {
            if (Files.exists(file)) {
                return parse(file.toString(), Files.readString(file).strip(), bytes);
            }
            byte[] key = new byte[bytes];
            random.nextBytes(key);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(key) + '\n', StandardOpenOption.WRITE);
            return key;
        } catch (IOException e) {
            throw new StartFailure("master key: cannot keep " + file + ": " + e, e);
        }
    }

    private static byte[] parse(String where, String text, int bytes) {
        try {
            byte[] key = HexFormat.of().parseHex(text);
            if (key.length == bytes) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new StartFailure(where + ": not a key (expected: 64 hexadecimal digits)", e);
        }
        throw new StartFailure(where + ": not a key (expected: 64 hexadecimal digits)");
    }
}
