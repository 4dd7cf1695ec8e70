package io.rookery.server.embedded;

import io.rookery.server.roles.Component;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The directory in which one node keeps its data. A lock on the file `rookery.lock` keeps a second
/// node out; the operating system releases it when the process ends, however it ends.
public final class DataDirectory implements Component {

    private final Path path;
    private @Nullable FileChannel lockFile;

    public DataDirectory(Path path) {
        this.path = path;
    }

    @Override
    public String name() {
        return "data";
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("rookery.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String holder = holder(channel);
                channel.close();
                throw StartFailure.of(
                        "data", path, "a directory that no other node uses; " + holder + " does");
            }
            byte[] pid =
                    Long.toString(ProcessHandle.current().pid())
                            .getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            lockFile = channel;
        } catch (IOException e) {
            throw new StartFailure(
                    "data: %s (expected: a directory that can be written; %s)".formatted(path, e),
                    e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String digits = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return digits.isBlank() ? "another process" : "process " + digits;
    }

    @Override
    public String summary() {
        return path.toString();
    }

    @Override
    public void stop() {
        FileChannel channel = lockFile;
        lockFile = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
