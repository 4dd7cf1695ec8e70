package io.rookery.server.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Writes down for the checker what was done when, by the monotonic clock that all processes of the
/// machine share.
final class Incidents implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Consumer<String> out;
    private volatile long begun;

    @GuardedBy("lock")
    private final BufferedWriter writer;

    Incidents(Path file, Consumer<String> out) throws IOException {
        this.writer = Files.newBufferedWriter(file, UTF_8);
        this.out = out;
    }

    /// From now on faults are counted.
    ///
    /// @param wanted roles that are to be hit, and marks that faults are to have
    void begin(Collection<String> wanted) {
        begun = System.nanoTime();
        write("begin" + fields(wanted));
    }

    private static String fields(Collection<String> all) {
        return all.stream().map(each -> '\t' + each).collect(Collectors.joining());
    }

    /// Something that people may want to know, and no fault.
    void note(String what) {
        out.accept("%6.1f s  %s".formatted((System.nanoTime() - begun) / 1e9, what));
    }

    /// @param marks what it was besides a fault of that role
    void fault(String role, String what, List<String> marks) {
        note(what);
        write("fault\t" + role + '\t' + what + fields(marks));
    }

    /// A fault that loses nothing: the node goes on before anybody gives it up.
    void blink(String role, String what) {
        note(what);
        write("blink\t" + role + '\t' + what);
    }

    /// A node's sockets are closed from now on, until it is up.
    void down(String node) {
        write("down\t" + node);
    }

    void up(String node) {
        note(node + " is up");
        write("up\t" + node);
    }

    void end() {
        write("end");
    }

    private void write(String line) {
        lock.lock();
        try {
            writer.append(Long.toString(System.nanoTime())).append('\t').append(line).append('\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("faults.log: cannot be written", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            writer.close();
        } finally {
            lock.unlock();
        }
    }
}
