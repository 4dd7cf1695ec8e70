package io.rookery.server.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A node's own PostgreSQL that answers nothing until this is closed: all of its processes are
/// halted (SIGSTOP), connections stay open. It is worse than one that is gone, which refuses at
/// once.
public final class HaltedPostgres implements AutoCloseable {
    private final ProcessHandle postmaster;

    /// @param data the node's directory
    public HaltedPostgres(Path data) {
        try (Stream<Path> files = Files.walk(data)) {
            Path pid =
                    files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
            postmaster =
                    ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
                            .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("postmaster.pid: (expected: in " + data + ")", e);
        }
        // Its parent first, so that no process is born that is not halted.
        signal("STOP");
    }

    private void signal(String name) {
        List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
        try {
            // Children that go on may end at once: they are signalled before their parent.
            if (name.equals("CONT")) {
                all.addAll(0, postmaster.descendants().toList());
            }
            run(name, all);
            if (name.equals("STOP")) {
                run(name, postmaster.descendants().toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kill: (expected: a program)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("kill: interrupted", e);
        }
    }

    private static void run(String name, List<ProcessHandle> processes)
            throws IOException, InterruptedException {
        for (ProcessHandle each : processes) {
            String pid = Long.toString(each.pid());
            int status = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
            if (status != 0 && each.isAlive()) {
                throw new IllegalStateException(
                        "kill -" + name + ' ' + pid + ": " + status + " (expected: 0)");
            }
        }
    }

    @Override
    public void close() {
        signal("CONT");
    }
}
