package io.rookery.server.assembly;

import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What a node makes by chance at its first start and keeps in its data directory, in files that
/// only its user can read: the installation's master key, unless the operator gives it, and the
/// node's own name.
final class Secrets {
    private static final String FILE = "master.key";
    private static final String NODE_FILE = "node.id";
    private static final int NODE_ID_BYTES = 8;

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
            return make(file, bytes, random);
        } catch (IOException e) {
            throw new StartFailure("master key: cannot keep " + file + ": " + e, e);
        }
    }

    /// A name of this node alone, the same after a restart over the same data: 16 hexadecimal
    /// digits.
    ///
    /// @throws StartFailure when it cannot be read or kept
    static String nodeId(Path data, RandomGenerator random) {
        Path file = data.resolve(NODE_FILE);
        try {
            byte[] id =
                    Files.exists(file)
                            ? parse(file.toString(), Files.readString(file).strip(), NODE_ID_BYTES)
                            : make(file, NODE_ID_BYTES, random);
            return HexFormat.of().formatHex(id);
        } catch (IOException e) {
            throw new StartFailure("node id: cannot keep " + file + ": " + e, e);
        }
    }

    private static byte[] make(Path file, int bytes, RandomGenerator random) throws IOException {
        byte[] made = new byte[bytes];
        random.nextBytes(made);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(made) + '\n', StandardOpenOption.WRITE);
        return made;
    }

    private static byte[] parse(String where, String text, int bytes) {
        try {
            byte[] key = HexFormat.of().parseHex(text);
            if (key.length == bytes) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new StartFailure(refusal(where, bytes), e);
        }
        throw new StartFailure(refusal(where, bytes));
    }

    private static String refusal(String where, int bytes) {
        return "%s: not a key (expected: %d hexadecimal digits)".formatted(where, 2 * bytes);
    }
}
