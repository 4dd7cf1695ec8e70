package io.rookery.server.assembly;

import io.rookery.routing.cluster.ClusterMemory;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The other cores of a node's cluster in a file of its data directory, `cluster-cores`: one
/// `host:port` a line.
final class KnownCores implements ClusterMemory {
    private static final Logger LOG = LoggerFactory.getLogger(KnownCores.class);

    private final Path file;
    private volatile Set<String> cores;

    /// @throws StartFailure when the file is there and cannot be read
    KnownCores(Path data) {
        this.file = data.resolve("cluster-cores");
        this.cores = read();
    }

    private Set<String> read() {
        try {
            return Files.exists(file)
                    ? Set.copyOf(
                            Files.readAllLines(file).stream()
                                    .filter(line -> !line.isBlank())
                                    .toList())
                    : Set.of();
        } catch (IOException e) {
            throw new StartFailure(file + ": cannot be read (expected: as Rookery wrote it)", e);
        }
    }

    @Override
    public Set<String> cores() {
        return cores;
    }

    @Override
    public void remember(Set<String> now) {
        cores = Set.copyOf(now);
        Path fresh = file.resolveSibling("cluster-cores.new");
        try {
            Files.write(fresh, new TreeSet<>(now));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // It only makes a later start less careful.
            LOG.warn("{} cannot be written", file, e);
        }
    }
}
