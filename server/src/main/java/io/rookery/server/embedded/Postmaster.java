package io.rookery.server.embedded;

import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL's processes over one cluster directory: makes the cluster, starts it, stops it, and
/// deals with a server that outlived the node that had started it.
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    static final String SUPERUSER = "postgres";

    private static final int SECONDS_TO_START = 60;
    private static final int SECONDS_TO_STOP = 30;
    private static final int SECONDS_TO_END = 5;

    private final PostgresBinaries programs;
    private final Path cluster;
    private final Path serverLog;
    private final boolean root;

    /// @param cluster the directory that PostgreSQL calls its data directory
    /// @param serverLog where PostgreSQL writes its own lines
    Postmaster(PostgresBinaries programs, Path cluster, Path serverLog) throws IOException {
        this.programs = programs;
        this.cluster = cluster;
        this.serverLog = serverLog;
        this.root =
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /// A node that was killed leaves its server running. Nobody else may use the directory (the
    /// node's lock says so), so that server is stopped, and a file left by one that is gone is
    /// removed before its number is taken for a living process.
    void stopLeftover() throws IOException, InterruptedException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> leftover = leftover(cluster, pidFile);
        if (leftover.isPresent()) {
            log.info(
                    "stopping the PostgreSQL of a node that ended: process {}",
                    leftover.get().pid());
            stop();
        } else {
            Files.deleteIfExists(pidFile);
        }
    }

    /// Ends the server as a crash does, with all of its processes, if one runs: nothing is written
    /// any more, and its next start recovers.
    ///
    /// @param cluster the directory that PostgreSQL calls its data directory
    static void kill(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        Optional<ProcessHandle> server =
                Files.exists(pidFile) ? leftover(cluster, pidFile) : Optional.empty();
        server.ifPresent(first -> {
            List<ProcessHandle> all = Stream.concat(Stream.of(first), first.descendants()).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each ->
                    each.onExit().completeOnTimeout(each, SECONDS_TO_END, TimeUnit.SECONDS).join());
        });
    }

    /// Sends a signal to the server and all of its processes, if it runs.
    ///
    /// @param cluster the directory that PostgreSQL calls its data directory
    /// @param name `STOP` or `CONT`
    static void signal(Path cluster, String name) throws IOException, InterruptedException {
        Optional<ProcessHandle> server = server(cluster);
        if (server.isEmpty()) {
            return;
        }
        if (name.equals("STOP")) {
            // First, so that no process is born that is not halted.
            signal(List.of(server.get()), name);
            signal(server.get().descendants().toList(), name);
        } else {
            signal(server.get().descendants().toList(), name);
            signal(List.of(server.get()), name);
        }
    }

    private static void signal(List<ProcessHandle> all, String name)
            throws IOException, InterruptedException {
        if (all.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        all.forEach(each -> command.add(Long.toString(each.pid())));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /// Makes the cluster unless it is there. A half-made one is never left under its name.
    void makeCluster(String superuserPassword) throws IOException, InterruptedException {
        if (Files.exists(cluster)) {
            return;
        }
        Path making = cluster.resolveSibling("making");
        Path passwordFile = cluster.resolveSibling("superuser-password");
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, superuserPassword);
            PostgresBinaries.delete(making);
            run(
                    SECONDS_TO_START,
                    "initdb",
                    "--pgdata=" + making,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions");
        } finally {
            Files.delete(passwordFile);
        }
        Files.move(making, cluster);
    }

    /// Starts the server and returns when it accepts connections.
    void start(String host, int port) throws IOException, InterruptedException {
        String options =
                String.join(
                        " ",
                        "-p " + port,
                        "-c listen_addresses=" + host,
                        // Paths of sockets have a short maximum, and loopback is enough.
                        "-c unix_socket_directories=",
                        // What is acknowledged to clients rests on these.
                        "-c fsync=on -c synchronous_commit=on -c full_page_writes=on",
                        "-c max_connections=300 -c shared_buffers=128MB",
                        "-c timezone=UTC -c log_timezone=UTC -c log_min_messages=warning");
        Files.deleteIfExists(serverLog);
        try {
            run(
                    SECONDS_TO_START,
                    "pg_ctl",
                    "start",
                    "--wait",
                    "--timeout=" + SECONDS_TO_START,
                    "--pgdata=" + cluster,
                    "--log=" + serverLog,
                    "--options=" + options);
        } catch (InterruptedException e) {
            // Only pg_ctl has ended; the server that it began goes on.
            if (Files.exists(cluster.resolve("postmaster.pid"))) {
                stop();
            }
            throw e;
        }
    }

    /// Whether the server runs.
    boolean runs() {
        return server().isPresent();
    }

    /// Returns when the server does not run any more.
    void awaitEnd() throws InterruptedException {
        try {
            Optional<ProcessHandle> running = server();
            if (running.isPresent()) {
                running.get().onExit().get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("postgres: cannot be watched", e);
        }
    }

    private Optional<ProcessHandle> server() {
        return server(cluster);
    }

    private static Optional<ProcessHandle> server(Path cluster) {
        Path pidFile = cluster.resolve("postmaster.pid");
        try {
            return Files.exists(pidFile) ? leftover(cluster, pidFile) : Optional.empty();
        } catch (IOException e) {
            // Removed between the two looks: it ends.
            return Optional.empty();
        }
    }

    /// The last thing that the server wrote of what went wrong.
    String lastWords() {
        try {
            List<String> lines =
                    Files.exists(serverLog) ? Files.readAllLines(serverLog) : List.of();
            return lines.stream()
                    .filter(line -> line.contains("PANIC:") || line.contains("FATAL:"))
                    .reduce((_, later) -> later)
                    .orElse("it said nothing");
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    void stop() throws IOException, InterruptedException {
        run(
                SECONDS_TO_STOP + 5,
                "pg_ctl",
                "stop",
                "--wait",
                "--mode=fast",
                "--timeout=" + SECONDS_TO_STOP,
                "--pgdata=" + cluster);
    }

    /// The process that the file names, if it lives and is a server over this very directory.
    private static Optional<ProcessHandle> leftover(Path cluster, Path pidFile) throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 2 || !Path.of(lines.get(1)).equals(cluster)) {
            return Optional.empty();
        }
        long pid;
        try {
            pid = Long.parseLong(lines.getFirst().strip());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> isServerOfCluster(cluster, commandLine));
    }

    private static boolean isServerOfCluster(Path cluster, Path commandLine) {
        try {
            List<String> words =
                    List.of(Files.readString(commandLine, StandardCharsets.UTF_8).split("\0", -1));
            int directory = words.indexOf("-D") + 1;
            return words.getFirst().endsWith("/postgres")
                    && directory > 0
                    && Path.of(words.get(directory)).equals(cluster);
        } catch (IOException e) {
            // It ended between the two looks.
            return false;
        }
    }

    /// Runs a program to its end.
    ///
    /// @throws StartFailure with its last line when it fails
    private void run(int seconds, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root) {
            // PostgreSQL refuses to be root. In a user namespace of its own it is nobody, and still
            // the owner of its files.
            command.add("unshare");
            command.add("--user");
        }
        command.add(programs.program(program).toString());
        command.addAll(List.of(arguments));
        Path output = cluster.resolveSibling(program + ".out");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        builder.directory(cluster.resolveSibling(".").normalize().toFile());
        Process process =
                builder.redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended;
        try {
            ended = process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroy();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            throw e;
        }
        if (!ended) {
            process.destroyForcibly();
            throw new StartFailure("postgres: %s: no end after %d s".formatted(program, seconds));
        }
        if (process.exitValue() != 0) {
            throw new StartFailure(
                    "postgres: %s failed: %s (more in %s)"
                            .formatted(
                                    program,
                                    reason(output),
                                    output.resolveSibling(".").normalize()));
        }
        Files.deleteIfExists(output);
    }

    private String reason(Path output) throws IOException {
        List<String> said = new ArrayList<>(Files.readAllLines(output));
        if (Files.exists(serverLog)) {
            said.addAll(Files.readAllLines(serverLog));
        }
        return said.stream()
                .filter(line -> line.contains("FATAL") || line.contains("error"))
                .findFirst()
                .or(() -> said.isEmpty() ? Optional.empty() : Optional.of(said.getLast()))
                .orElse("it said nothing");
    }
}
