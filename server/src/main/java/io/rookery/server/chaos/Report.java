package io.rookery.server.chaos;

import io.rookery.server.cluster.Trees;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The directory that a run leaves what it saw in. One of an earlier run is known by the first line
/// of its plan, and of it goes what a run writes and nothing else.
record Report(Path directory) {
    static final String PLAN = "plan.txt";

    private static final Pattern OURS =
            Pattern.compile("seed -?[0-9]+, -?[0-9]+ s, -?[0-9]+ messages a second, roles \\[.*]");
    private static final Set<String> FILES =
            Set.of("faults.log", "findings.txt", "verdict.txt", "tenants.properties");
    private static final List<String> JOURNALS = List.of(".talker.log", ".pager.log");
    private static final Set<String> DIRECTORIES = Set.of("cluster", "nodes");

    /// Makes room for a new report.
    ///
    /// @throws StartFailure when there is something else
    void clear() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.list(directory)) {
            all = found.toList();
        }
        if (all.isEmpty()) {
            return;
        }
        if (!isReport()) {
            throw StartFailure.of(
                    "--report", directory, "an empty directory, or an earlier report");
        }
        for (Path each : all) {
            String name = String.valueOf(each.getFileName());
            if (DIRECTORIES.contains(name) && Files.isDirectory(each)) {
                Trees.delete(each);
            } else if (FILES.contains(name) || JOURNALS.stream().anyMatch(name::endsWith)) {
                Files.delete(each);
            }
        }
        // Last, so that what an interruption left is still known.
        Files.delete(directory.resolve(PLAN));
    }

    private boolean isReport() throws IOException {
        Path plan = directory.resolve(PLAN);
        if (!Files.isRegularFile(plan)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(plan)) {
            return lines.findFirst().filter(line -> OURS.matcher(line).matches()).isPresent();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof MalformedInputException) {
                return false;
            }
            throw e.getCause();
        }
    }
}
