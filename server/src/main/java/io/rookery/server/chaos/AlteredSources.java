package io.rookery.server.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rookery.server.cluster.NodeClasses;
import io.rookery.server.cluster.Trees;
import io.rookery.server.roles.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sources that are altered for the nodes of a run, and compiled from the repository by a program
/// of its testkit: what is delivered has neither the program nor what it makes.
public final class AlteredSources implements NodeClasses.Alteration {
    private static final Path PROGRAM =
            Path.of("testkit/src/main/java/io/rookery/testkit/sabotage/AlteredClasses.java");
    private static final Path ALTERATIONS = Path.of("testkit/src/test");

    private final Path root;
    private final List<String> names;

    private AlteredSources(Path root, List<String> names) {
        this.root = root.toAbsolutePath().normalize();
        this.names = List.copyOf(names);
    }

    /// Nodes as they are delivered.
    public static AlteredSources none() {
        return new AlteredSources(Path.of("."), List.of());
    }

    /// Nodes that can be ended at every [Failpoint].
    ///
    /// @param root the repository's
    /// @param sabotage what else is altered; empty: nothing
    public static AlteredSources withFailpoints(Path root, String sabotage) {
        List<String> names =
                new ArrayList<>(Stream.of(Failpoint.values()).map(Failpoint::word).toList());
        return of(root, sabotage, names);
    }

    /// Nodes with a promise broken on purpose.
    ///
    /// @param root the repository's
    /// @param sabotage name of a file in `testkit/src/test/sabotage`
    public static AlteredSources sabotaged(Path root, String sabotage) {
        return of(root, sabotage, new ArrayList<>());
    }

    /// Nodes of the version after this one, as far as a cluster can tell: they announce it, and
    /// each message between nodes has a field that this version does not know.
    ///
    /// @param root the repository's
    public static AlteredSources nextVersion(Path root) {
        return new AlteredSources(root, List.of("next-version", "next-words"));
    }

    private static AlteredSources of(Path root, String sabotage, List<String> names) {
        if (!sabotage.isEmpty()) {
            names.addFirst(sabotage);
        }
        return new AlteredSources(root, names);
    }

    /// Whether the sources are where `root` says.
    public static boolean areIn(Path root) {
        return Files.exists(root.resolve(PROGRAM));
    }

    /// What nodes can be ended at, by their words.
    public static Set<String> failpoints() {
        return Stream.of(Failpoint.values()).map(Failpoint::word).collect(Collectors.toSet());
    }

    boolean haveFailpoints() {
        return names.contains(Failpoint.RECORD_AND_FORWARD.word());
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /// The files of the names.
    @Override
    public List<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(root.resolve(ALTERATIONS))) {
            return found.filter(
                            file -> names.stream().anyMatch(name -> file.endsWith(name + ".txt")))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void compile(String classPath, Path directory) throws IOException, InterruptedException {
        if (!areIn(root)) {
            throw StartFailure.of(
                    "rookery.home", root, "the sources, from which nodes are altered");
        }
        Path fresh = Files.createTempDirectory(directory.getParent(), "altered");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-Drookery.home=" + root, "-cp", classPath));
        command.add(root.resolve(PROGRAM).toString());
        command.addAll(names);
        command.add(fresh.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            said = lines.lines().collect(Collectors.joining("\n"));
        }
        if (process.waitFor() != 0) {
            Trees.delete(fresh);
            throw new StartFailure(said);
        }
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
