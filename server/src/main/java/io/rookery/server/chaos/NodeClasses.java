package io.rookery.server.chaos;

import io.rookery.server.cluster.NodeJvm;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The classes of this JVM, made ready so that nodes start with a quarter of the CPU time: in jars,
/// with an archive of loaded classes (JEP 350) beside them, and without the second compiler, which
/// pays only for those who live long. What was made is kept until a class changes.
final class NodeClasses {
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");
    private static final int TRAINING_SECONDS = 180;

    private final Path directory;
    private final String mainClass;
    private final Consumer<String> out;

    /// @param directory where jars and archives are kept
    /// @param mainClass the command line's entry, which knows `up`
    NodeClasses(Path directory, String mainClass, Consumer<String> out) {
        this.directory = directory.toAbsolutePath().normalize();
        this.mainClass = mainClass;
        this.out = out;
    }

    /// @param altered comes before all other classes
    NodeJvm prepare(AlteredSources altered) throws InterruptedException {
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
            if (!altered.isEmpty()) {
                jars.addFirst(jar(compiled(altered, jars)));
            }
            String path = path(jars);
            Path archive = directory.resolve(hash(jars) + ".jsa");
            if (!Files.exists(archive)) {
                train(path, archive);
            }
            List<String> options = new ArrayList<>(QUICK);
            if (Files.exists(archive)) {
                options.add("-XX:SharedArchiveFile=" + archive);
                options.add("-Xlog:aot=off,cds=off");
            }
            return new NodeJvm(path, options);
        } catch (IOException e) {
            throw new StartFailure("classes: cannot be kept in " + directory + ": " + e, e);
        }
    }

    private Path compiled(AlteredSources altered, List<Path> jars)
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

    /// Runs a whole node once, to learn which classes nodes load. Without the archive nodes start
    /// all the same, only slower.
    private void train(String path, Path archive) throws IOException, InterruptedException {
        out.accept("learning which classes a node loads (the first time only)");
        Path data = Files.createTempDirectory(directory, "training");
        Path fresh = directory.resolve(archive.getFileName() + ".fresh");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(NodeJvm.common());
        command.addAll(QUICK);
        command.add("-XX:ArchiveClassesAtExit=" + fresh);
        command.add("-Xlog:aot=off,cds=off");
        command.addAll(List.of("-cp", path, mainClass, "up", "--data", data.toString()));
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
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TRAINING_SECONDS);
            while (process.isAlive()
                    && System.nanoTime() < deadline
                    && !Files.readString(log).contains("Rookery is ready")) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            process.destroy();
            if (process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) && Files.exists(fresh)) {
                Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
            } else {
                out.accept("no archive of classes was made (" + log + " says more)");
                return;
            }
        } finally {
            process.destroyForcibly();
        }
        Trees.delete(data);
    }
}
