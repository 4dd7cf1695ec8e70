package io.rookery.server.cluster;

import io.rookery.server.cluster.ClusterDirectory.Written;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Starts members as processes of their own, with this JVM's Java. They are in sessions of their
/// own, so that Ctrl-C in a terminal reaches only who stops them in order. None inherits a setting
/// by the environment; secrets come to them by a file.
final class Launch {
    static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    // Else loading classes begins with some collections of the whole heap, which
                    // take seconds on a busy machine.
                    "-XX:MetaspaceSize=160m",
                    "-Xss512k",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dstdout.encoding=UTF-8",
                    "-Dstderr.encoding=UTF-8");

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final ClusterDirectory directory;
    private final String mainClass;
    private final NodeJvm jvm;

    /// @param mainClass the command line's entry
    Launch(ClusterDirectory directory, String mainClass, NodeJvm jvm) {
        this.directory = directory;
        this.mainClass = mainClass;
        this.jvm = jvm;
    }

    /// Starts one and writes down that it was; does not wait until it is up.
    ///
    /// @param more settings for this start alone
    Instance start(Member member, Written written, List<String> more) {
        Path data = directory.data(member);
        Path log = directory.log(member);
        try {
            Files.createDirectories(data);
            if (!Files.exists(log)) {
                // One of its first lines shows the operator's key.
                Files.createFile(log, OWNER_ONLY);
            }
            ProcessBuilder builder =
                    new ProcessBuilder(command(member, written, more))
                            .directory(data.toFile())
                            .redirectErrorStream(true)
                            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("ROOKERY_"));
            Process process = builder.start();
            Instance started =
                    new Instance(
                            member,
                            process.pid(),
                            Clock.systemUTC().instant(),
                            log,
                            directory.mark(member),
                            false);
            record(started, process);
            return started;
        } catch (IOException e) {
            throw new StartFailure(member.name() + ": cannot be started: " + e.getMessage(), e);
        }
    }

    /// What is not written down could never be stopped: it is not left running.
    private void record(Instance started, Process process) {
        boolean recorded = false;
        try {
            directory.write(started);
            recorded = true;
        } finally {
            if (!recorded) {
                process.destroyForcibly();
            }
        }
    }

    /// Starts the process that looks after all others.
    void supervisor() {
        List<String> command = java();
        command.add("-Xmx64m");
        command.addAll(program());
        command.addAll(List.of("cluster-supervisor", "--data", directory.path().toString()));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(directory.path().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(
                                    Redirect.appendTo(
                                            directory.path().resolve("supervisor.log").toFile()));
            builder.environment()
                    .keySet()
                    .removeIf(name ->
                            name.startsWith("ROOKERY_") && !name.equals("ROOKERY_JAVA_OPTS"));
            builder.start();
        } catch (IOException e) {
            throw new StartFailure("supervisor: cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        onPath("setsid").ifPresent(command::add);
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        return command;
    }

    /// JVM options, class path and entry.
    private List<String> program() {
        List<String> words = new ArrayList<>(JVM);
        words.addAll(jvm.options());
        words.addAll(words(System.getenv(), "ROOKERY_JAVA_OPTS"));
        words.add("-Drookery.home=" + System.getProperty("rookery.home", "."));
        words.add("-cp");
        words.add(jvm.classPath());
        words.add(mainClass);
        return words;
    }

    private List<String> command(Member member, Written written, List<String> more) {
        List<String> command = java();
        command.add(directory.mark(member));
        command.add("-Xmx" + member.kind().heapMegabytes() + 'm');
        command.addAll(program());
        command.addAll(arguments(member, written));
        command.addAll(sets(more));
        command.add("--data");
        command.add(directory.data(member).toString());
        return command;
    }

    private List<String> arguments(Member member, Written written) {
        Deployment deployment = written.deployment();
        List<String> arguments = new ArrayList<>();
        switch (member.kind()) {
            case STORAGE -> {
                arguments.add("cluster-storage");
                arguments.addAll(sets(member.place()));
            }
            case BROKER -> {
                arguments.add("cluster-broker");
                arguments.add("--id=" + member.index());
                arguments.add("--kafka-id=" + written.kafkaId());
                arguments.add("--hosts=" + String.join(",", deployment.brokerHosts()));
                arguments.addAll(sets(member.place()));
            }
            case CORE, ARCHIVER, API, EDGE -> {
                arguments.add("up");
                arguments.addAll(List.of("--config", directory.secrets().toString()));
                arguments.addAll(sets(deployment.settings(member, certificates(member))));
            }
        }
        return arguments;
    }

    private List<String> certificates(Member member) {
        return member.kind().isMember()
                ? new NodeCertificates(directory).settings(member)
                : List.of();
    }

    private static List<String> sets(List<String> settings) {
        return settings.stream().map(setting -> "--set=" + setting).toList();
    }

    private static List<String> words(Map<String, String> environment, String name) {
        String text = environment.getOrDefault(name, "").strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+", -1));
    }

    private static Optional<String> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
