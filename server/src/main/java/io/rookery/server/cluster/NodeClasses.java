package io.rookery.server.cluster;

import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.StartFailure;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// The classes of this JVM, made ready so that nodes start with a quarter of the CPU time: in jars,
/// with a cache of loaded and linked classes beside them (JEP 483, 514). Where a deployment has
/// more processes than the machine has processors they also do without the second compiler, which
/// pays only for those who live long and takes the time that the others need. What was made is kept
/// until a class changes.
public final class NodeClasses {
    private static final int PROCESSES = 8;
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");
    private static final String SILENT = "-Xlog:aot*=off,cds=off";
    private static final int TRAINING_SECONDS = 180;
    private static final int TRAINING_END_SECONDS = 30;
    private static final Duration OLD = Duration.ofHours(1);
    private static final String CACHE = ".aot";

    private final Path directory;
    private final String mainClass;
    private final Consumer<String> out;

    /// Classes that come before those of this JVM.
    public interface Alteration {
        /// What decides what is compiled, besides the class path.
        List<Path> files() throws IOException;

        /// Compiles them into a new directory.
        ///
        /// @param classPath what the sources need
        void compile(String classPath, Path directory) throws IOException, InterruptedException;
    }

    /// @param directory where jars and caches are kept
    /// @param mainClass the command line's entry, which knows `demo`
    public NodeClasses(Path directory, String mainClass, Consumer<String> out) {
        this.directory = directory.toAbsolutePath().normalize();
        this.mainClass = mainClass;
        this.out = out;
    }

    /// Where they are kept of a Rookery that is installed at `home`.
    public static Path in(Path home) {
        return home.resolve("target").resolve("node-classes");
    }

    /// Nodes as they are.
    ///
    /// @throws StartFailure when nothing can be kept in the directory
    public NodeJvm prepare() throws InterruptedException {
        return prepare(null);
    }

    /// Nodes with other classes before their own.
    ///
    /// @param altered null: none
    /// @throws StartFailure when nothing can be kept in the directory
    public NodeJvm prepare(@Nullable Alteration altered) throws InterruptedException {
        try {
            Files.createDirectories(directory);
            List<Path> jars = new ArrayList<>();
            for (Path each : classPath()) {
                if (Files.isDirectory(each)) {
                    jars.add(jar(each));
                } else if (Files.exists(each)) {
                    jars.add(each);
                }
            }
            if (altered != null) {
                jars.addFirst(jar(compiled(altered, jars)));
            }
            String path = path(jars);
            Path cache = directory.resolve(hash(jars) + CACHE);
            if (!Files.exists(cache)) {
                train(path, cache);
            }
            List<String> options = new ArrayList<>(quick());
            if (Files.exists(cache)) {
                options.add("-XX:AOTCache=" + cache);
                options.add(SILENT);
            }
            return new NodeJvm(path, options);
        } catch (IOException e) {
            throw new StartFailure("classes: cannot be kept in " + directory + ": " + e, e);
        }
    }

    private static List<String> quick() {
        return Runtime.getRuntime().availableProcessors() < PROCESSES ? QUICK : List.of();
    }

    private Path compiled(Alteration altered, List<Path> jars)
            throws IOException, InterruptedException {
        List<Path> all = new ArrayList<>(jars);
        all.addAll(altered.files());
        Path classes = directory.resolve("altered-" + hash(all));
        if (!Files.exists(classes)) {
            out.accept("altering the nodes' classes: " + altered);
            altered.compile(path(jars), classes);
        }
        return classes;
    }

    private static String path(List<Path> jars) {
        return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .filter(each -> !each.isEmpty())
                .map(Path::of)
                .map(each -> each.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    private Path jar(Path classes) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(classes)) {
            all = found.filter(each -> !each.equals(classes)).sorted().toList();
        }
        Path jar =
                directory.resolve(
                        hash(all.stream().filter(Files::isRegularFile).toList()) + ".jar");
        if (!Files.exists(jar)) {
            Path fresh = Files.createTempFile(directory, "classes", ".fresh");
            try (OutputStream bytes = Files.newOutputStream(fresh);
                    ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.setLevel(0);
                for (Path each : all) {
                    // Migrations are looked for by their directory.
                    boolean file = Files.isRegularFile(each);
                    ZipEntry entry = new ZipEntry(classes.relativize(each) + (file ? "" : "/"));
                    entry.setLastModifiedTime(FileTime.fromMillis(0));
                    zip.putNextEntry(entry);
                    if (file) {
                        Files.copy(each, zip);
                    }
                }
            }
            Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
        }
        return jar;
    }

    private static String hash(List<Path> files) throws IOException {
        CRC32C sum = new CRC32C();
        long bytes = 0;
        for (Path file : files) {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            bytes += seen.size();
            sum.update(
                    "%s %d %d\n"
                            .formatted(file, seen.size(), seen.lastModifiedTime().toMillis())
                            .getBytes(StandardCharsets.UTF_8));
        }
        return "%08x-%x".formatted(sum.getValue(), bytes);
    }

    /// Plays the demonstration once, to learn which classes nodes load. Without the cache nodes
    /// start all the same, only slower.
    private void train(String path, Path cache) throws IOException, InterruptedException {
        out.accept("learning which classes a node loads (the first time only; half a minute)");
        Path data = Files.createTempDirectory(directory, "training");
        Path fresh = data.resolve(cache.getFileName());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(NodeJvm.common());
        command.addAll(quick());
        command.add("-XX:AOTCacheOutput=" + fresh);
        command.add(SILENT);
        command.addAll(List.of("-cp", path, mainClass, "demo", "--exit"));
        command.addAll(List.of("--data", data.resolve("data").toString()));
        for (String port :
                List.of(
                        "postgres.port",
                        "kafka.port",
                        "kafka.controller-port",
                        "edge.port",
                        "edge.tls-port",
                        "edge.websocket-tls-port",
                        "edge.websocket-port",
                        "api.port",
                        "management.port")) {
            command.add("--set=" + port + "=0");
        }
        Path log = data.resolve("node.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ROOKERY_"));
        Process process = builder.start();
        // It has servers of its own, which it ends in order when it is asked to.
        Thread hook = new Thread(process::destroy, "training");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean made;
        try {
            made = process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) && Files.exists(fresh);
            if (made) {
                Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Path kept = directory.resolve("training.log");
                Files.move(log, kept, StandardCopyOption.REPLACE_EXISTING);
                out.accept("no cache of classes was made (" + kept + " says more)");
            }
        } finally {
            end(process, data);
            forget(hook);
        }
        if (made) {
            forgetOld(cache);
        }
    }

    /// With its PostgreSQL, which outlives it when it does not end in order.
    private static void end(Process process, Path data) throws IOException {
        process.destroy();
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(TRAINING_END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        }
        EmbeddedPostgres.crash(data.resolve("data"));
        Trees.delete(data);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends: it has done its work, or does it now.
        }
    }

    /// Each is larger than all jars together. Nodes whose cache is gone start without.
    private void forgetOld(Path newest) throws IOException {
        FileTime since = FileTime.from(Clock.systemUTC().instant().minus(OLD));
        List<Path> caches;
        try (Stream<Path> found = Files.list(directory)) {
            caches = found.filter(file -> file.toString().endsWith(CACHE)).toList();
        }
        for (Path each : caches) {
            if (!each.equals(newest) && Files.getLastModifiedTime(each).compareTo(since) < 0) {
                Files.deleteIfExists(each);
            }
        }
    }
}
