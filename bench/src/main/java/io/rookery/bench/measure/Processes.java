package io.rookery.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The processes of a server: those named, and all that they started.
public final class Processes {
    private static final Path PROC = Path.of("/proc");

    /// `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that a JVM runs on.
    private static final double TICKS = 100;

    private static final int USER_TIME = 11;
    // Then system time, and both of children that have ended and were waited for.
    private static final int CHILDREN_SYSTEM_TIME = 14;
    private static final int PARENT = 1;

    private final Set<Long> roots;

    /// @param roots the process ids to begin with; a process that went away costs nothing more
    public Processes(List<Long> roots) {
        this.roots = Set.copyOf(roots);
    }

    /// User and system time that the processes have taken, in seconds: those alive now, and their
    /// children that have ended, as PostgreSQL's do with each connection.
    public double cpuSeconds() {
        double sum = 0;
        for (long pid : tree()) {
            String[] fields = stat(pid);
            for (int i = USER_TIME; i <= CHILDREN_SYSTEM_TIME && i < fields.length; i++) {
                sum += Long.parseLong(fields[i]);
            }
        }
        return sum / TICKS;
    }

    /// Proportional set size of all of them, in bytes: memory shared by several counts once.
    public long pssBytes() {
        long sum = 0;
        for (long pid : tree()) {
            for (String line : lines(PROC.resolve(pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    sum += Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        }
        return sum;
    }

    /// CPU time of everything on the machine, in seconds.
    public static double machineSeconds() {
        String[] fields = lines(PROC.resolve("stat")).getFirst().trim().split("\\s+", -1);
        long busy = 0;
        for (int i = 1; i < fields.length; i++) {
            // Neither idle (4) nor waiting for a disk (5); guests (9, 10) are counted as users
            // already.
            if (i != 4 && i != 5 && i < 9) {
                busy += Long.parseLong(fields[i]);
            }
        }
        return busy / TICKS;
    }

    /// The processes alive now.
    Set<Long> tree() {
        Set<Long> found = new HashSet<>(roots);
        boolean grew = !roots.isEmpty();
        List<Long> all = pids();
        while (grew) {
            grew = false;
            for (long pid : all) {
                if (!found.contains(pid)) {
                    String[] fields = stat(pid);
                    if (fields.length > PARENT && found.contains(Long.parseLong(fields[PARENT]))) {
                        grew |= found.add(pid);
                    }
                }
            }
        }
        return found;
    }

    private static List<Long> pids() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The fields of `/proc/pid/stat` from the state on: the name before it may hold anything.
    private static String[] stat(long pid) {
        List<String> lines = lines(PROC.resolve(pid + "/stat"));
        if (lines.isEmpty()) {
            return new String[0];
        }
        String line = lines.getFirst();
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            // A process that ends while it is read.
            if (file.getNameCount() > 2) {
                return List.of();
            }
            throw new UncheckedIOException(e);
        }
    }
}
