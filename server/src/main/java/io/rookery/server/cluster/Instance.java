package io.rookery.server.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A process that was started as a member: as long as it lives, `pid` is looked at before it is
/// believed, since the number of one that is gone may be given to another.
///
/// @param pid 0 when it was stopped in order
/// @param asked whether its end was asked for: then nobody starts it again by himself
/// @param mark an option of its command line that no other process has
record Instance(Member member, long pid, Instant started, Path log, String mark, boolean asked) {
    private static final long LOOK_MILLIS = 50;
    private static final int LOOKS = 3;

    /// The same, whose end has been asked for.
    Instance ending() {
        return new Instance(member, pid, started, log, mark, true);
    }

    /// The same, which has been stopped in order.
    Instance stopped() {
        return new Instance(member, 0, started, log, mark, true);
    }

    /// Whether the process that was started is there, running or paused. A process that lives and
    /// seems to be another's is looked at again: one that had just been started was once taken for
    /// dead by a single look.
    boolean alive() {
        if (pid == 0) {
            return false;
        }
        try {
            boolean ours = hasMark();
            for (int look = 1; !ours && look < LOOKS && !isOver(); look++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                ours = hasMark();
            }
            return ours;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasMark() throws IOException {
        String words =
                Files.readString(
                        Path.of("/proc", Long.toString(pid), "cmdline"),
                        StandardCharsets.ISO_8859_1);
        // It is empty while one program gives way to the next, and of a process that has ended and
        // was not waited for.
        return words.isEmpty() ? !isOver() : List.of(words.split("\0", -1)).contains(latin(mark));
    }

    private boolean isOver() throws IOException {
        String state = state();
        return state.startsWith("Z") || state.startsWith("X");
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// Whether it was stopped by SIGSTOP.
    boolean paused() {
        try {
            return state().startsWith("T");
        } catch (IOException e) {
            return false;
        }
    }

    private String state() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 1).strip();
    }

    /// Sends it a signal, unless it is gone.
    ///
    /// @param name `KILL`, `TERM`, `STOP` or `CONT`
    void signal(String name) throws IOException, InterruptedException {
        if (alive()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /// Waits for its end.
    ///
    /// @return whether it ended
    boolean ended(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (alive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /// The last thing that its log says, for people.
    String lastWords() {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("rookery: ") || line.contains(" ERROR "))
                    .reduce((first, second) -> second)
                    .orElse("it did not say why");
        } catch (IOException e) {
            return "it has no log";
        }
    }
}
