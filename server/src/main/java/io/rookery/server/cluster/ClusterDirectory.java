package io.rookery.server.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The directory of a deployment: `cluster.json` says what it consists of, `nodes/NAME.json` what
/// became of each process, `secrets.properties` (for its owner only) what all nodes share, and
/// `NAME/` holds a node's data and log. A file appears whole or not at all.
final class ClusterDirectory {
    private static final String OWNER_ONLY = "rw-------";

    private final Path path;
    private final JsonFactory json = new JsonFactory();
    private final JsonMapper mapper = JsonMapper.createDefault();

    ClusterDirectory(Path path) {
        this.path = real(path.toAbsolutePath());
    }

    /// The same for whoever names it, also by a link: processes are known by it.
    private static Path real(Path path) {
        for (Path there = path; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath().resolve(there.relativize(path)).normalize();
                } catch (IOException e) {
                    break;
                }
            }
        }
        return path.normalize();
    }

    Path path() {
        return path;
    }

    /// Where it is written what the deployment consists of.
    Path file() {
        return path.resolve("cluster.json");
    }

    Path data(Member member) {
        return path.resolve(member.name());
    }

    Path log(Member member) {
        return data(member).resolve("node.log");
    }

    Path secrets() {
        return path.resolve("secrets.properties");
    }

    Path operatorKey() {
        return path.resolve("operator.key");
    }

    /// Where the storage process says how it is reached.
    Path access() {
        return path.resolve(Kind.STORAGE.word()).resolve("access.properties");
    }

    void removeAccess() {
        try {
            Files.deleteIfExists(access());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /// What is written of the deployment, with the identity that its brokers share.
    record Written(Deployment deployment, String kafkaId) {}

    Optional<Written> deployment() {
        Path file = file();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode all = read(file);
        List<String> settings = new ArrayList<>();
        member(all, "settings").values().forEach(each -> settings.add(each.getStringValue()));
        return Optional.of(
                new Written(
                        new Deployment(
                                member(all, "edges").getIntValue(),
                                member(all, "cores").getIntValue(),
                                member(all, "archivers").getIntValue(),
                                member(all, "apis").getIntValue(),
                                member(all, "brokers").getIntValue(),
                                new Network(
                                        member(all, "net").getIntValue(),
                                        member(all, "shift").getIntValue()),
                                settings),
                        member(all, "kafka").getStringValue()));
    }

    void write(Written written) {
        Deployment deployment = written.deployment();
        StringWriter text = new StringWriter();
        try (JsonGenerator object = json.createGenerator(text).useDefaultPrettyPrinter()) {
            object.writeStartObject();
            object.writeNumberField("edges", deployment.edges());
            object.writeNumberField("cores", deployment.cores());
            object.writeNumberField("archivers", deployment.archivers());
            object.writeNumberField("apis", deployment.apis());
            object.writeNumberField("brokers", deployment.brokers());
            object.writeNumberField("net", deployment.network().second());
            object.writeNumberField("shift", deployment.network().shift());
            object.writeStringField("kafka", written.kafkaId());
            object.writeArrayFieldStart("settings");
            for (String setting : deployment.settings()) {
                object.writeString(setting);
            }
            object.writeEndArray();
            object.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string that cannot be written", e);
        }
        replace(file(), text + "\n");
    }

    /// What is written of one process.
    Optional<Instance> instance(Member member) {
        Path file = file(member);
        return Files.exists(file)
                ? Optional.of(instance(file, member.network()))
                : Optional.empty();
    }

    private Path file(Member member) {
        return path.resolve("nodes").resolve(member.name() + ".json");
    }

    /// Every process that was started, in the order of starts.
    List<Instance> instances(Network network) {
        Path nodes = path.resolve("nodes");
        if (!Files.isDirectory(nodes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(nodes)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> instance(file, network))
                    .sorted(
                            Comparator.comparing((Instance each) -> each.member().kind())
                                    .thenComparingInt(each -> each.member().index()))
                    .toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /// Forgets what became of processes, none of which lives.
    void forgetInstances() {
        try {
            for (Instance each : instances(new Network(0, 0))) {
                Files.delete(file(each.member()));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Instance instance(Path file, Network network) {
        JsonNode all = read(file);
        Member member = Member.named(member(all, "name").getStringValue(), network);
        return new Instance(
                member,
                member(all, "pid").getLongValue(),
                Instant.parse(member(all, "started").getStringValue()),
                log(member),
                all.get("mark") == null ? mark(member) : member(all, "mark").getStringValue(),
                all.get("asked") != null && member(all, "asked").getBooleanValue());
    }

    void write(Instance instance) {
        Member member = instance.member();
        StringWriter text = new StringWriter();
        try (JsonGenerator object = json.createGenerator(text).useDefaultPrettyPrinter()) {
            object.writeStartObject();
            object.writeStringField("name", member.name());
            object.writeStringField("role", member.role());
            object.writeStringField("address", member.address());
            object.writeObjectFieldStart("ports");
            for (String port : member.kind().ports().keySet().stream().sorted().toList()) {
                object.writeNumberField(port, member.port(port));
            }
            object.writeEndObject();
            object.writeNumberField("pid", instance.pid());
            object.writeStringField("started", instance.started().toString());
            object.writeStringField("log", instance.log().toString());
            object.writeStringField("mark", instance.mark());
            object.writeBooleanField("asked", instance.asked());
            object.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string that cannot be written", e);
        }
        replace(file(member), text + "\n");
    }

    /// An option on a process's command line by which it is known again.
    String mark(Member member) {
        return "-Drookery.member=" + path.resolve(member.name());
    }

    /// Writes a file that only its owner can read, and puts it in the place of an older one.
    void replace(Path file, String text) {
        try {
            Files.createDirectories(file.resolveSibling("."));
            Path fresh =
                    Files.createTempFile(
                            file.resolveSibling("."),
                            ".fresh",
                            "",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(OWNER_ONLY)));
            try {
                Files.writeString(fresh, text);
                Files.move(
                        fresh,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private JsonNode read(Path file) {
        try {
            return mapper.readValue(Files.readString(file), Argument.of(JsonNode.class));
        } catch (IOException e) {
            throw new StartFailure(file + ": cannot be read (expected: as Rookery wrote it)", e);
        }
    }

    private static JsonNode member(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw StartFailure.of("cluster.json", "without " + name, "as Rookery wrote it");
        }
        return value;
    }

    private StartFailure unusable(IOException e) {
        return new StartFailure(
                "--data: %s (expected: a directory that can be written; %s)".formatted(path, e), e);
    }
}
