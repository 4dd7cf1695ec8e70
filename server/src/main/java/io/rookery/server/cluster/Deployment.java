package io.rookery.server.cluster;

import static java.util.stream.Collectors.joining;

import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a deployment consists of when it begins; `cluster add` makes it larger.
///
/// @param settings `key=value` for every node; no secrets, since they are shown by `ps`
public record Deployment(
        int edges,
        int cores,
        int archivers,
        int apis,
        int brokers,
        Network network,
        List<String> settings) {
    private static final int SEEDS = 3;

    /// What each node is given by the deployment, or what it is looked after by, besides its place.
    private static final Set<String> OWN =
            Set.of(
                    "data",
                    "roles",
                    "secrets.master-key",
                    "postgres.url",
                    "postgres.owner-user",
                    "postgres.owner-password",
                    "postgres.app-user",
                    "postgres.app-password",
                    "postgres.archiver-user",
                    "postgres.archiver-password",
                    "kafka.bootstrap-servers",
                    "kafka.replicas",
                    "edge.advertise",
                    "edge.advertise-tls",
                    "edge.advertise-websocket",
                    "cluster.seed-nodes",
                    "cluster.begin",
                    "management.enabled",
                    "management.downing",
                    "management.drain");

    public Deployment {
        settings = List.copyOf(settings);
        inRange("--edges", edges, 1, 50);
        inRange("--cores", cores, 1, 50);
        inRange("--archivers", archivers, 1, 50);
        inRange("--apis", apis, 1, 50);
        inRange("--net", network.second(), 0, 254);
        inRange("--shift", network.shift(), 0, 40_000);
        if (brokers != 1 && brokers != 3) {
            throw StartFailure.of("--brokers", brokers, "1 or 3");
        }
        for (String setting : settings) {
            if (setting.indexOf('=') < 1) {
                throw StartFailure.of("--set", setting, "KEY=VALUE");
            }
        }
    }

    /// Looks whether nodes would start with these settings.
    ///
    /// @throws StartFailure for one that is no setting, that a node refuses, or that nodes of one
    ///   deployment do not share
    void check() {
        for (String setting : settings) {
            String key = setting.substring(0, setting.indexOf('='));
            if (OWN.contains(key) || isPlace(key)) {
                throw StartFailure.of(
                        "--set", key, "another setting: `cluster` gives this one to each node");
            }
        }
        Stream.of(Kind.values())
                .filter(Kind::isNode)
                .map(kind -> new Member(kind, 1, network))
                .forEach(node ->
                        Settings.from(
                                new SettingValues()
                                        .commandLine(
                                                settings(node, NodeCertificates.example(node)))));
    }

    private boolean isPlace(String key) {
        return Stream.of(Kind.values())
                .flatMap(kind -> new Member(kind, 1, network).place().stream())
                .anyMatch(setting -> setting.startsWith(key + '='));
    }

    /// The same with settings that were given before, where none are given now for their keys.
    Deployment after(List<String> before) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(before.stream(), settings.stream())
                .forEach(each -> all.put(each.substring(0, each.indexOf('=')), each));
        return new Deployment(
                edges, cores, archivers, apis, brokers, network, List.copyOf(all.values()));
    }

    private static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw StartFailure.of(name, value, "from %d to %d".formatted(least, most));
        }
    }

    /// Everything, in the order of its start.
    List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            IntStream.rangeClosed(1, count(kind))
                    .mapToObj(index -> new Member(kind, index, network))
                    .forEach(members::add);
        }
        return members;
    }

    private int count(Kind kind) {
        return switch (kind) {
            case STORAGE -> 1;
            case BROKER -> brokers;
            case CORE -> cores;
            case ARCHIVER -> archivers;
            case API -> apis;
            case EDGE -> edges;
        };
    }

    private Stream<Member> of(Kind kind) {
        return members().stream().filter(member -> member.kind() == kind);
    }

    /// The same list for every member of the cluster. The first core begins a cluster when nobody
    /// in the list answers; started again, it finds the others. With few cores edges are in it too,
    /// since a first core that is alone in its list would always begin a new one.
    String seeds() {
        return Stream.concat(of(Kind.CORE), of(Kind.EDGE))
                .limit(SEEDS)
                .map(member -> member.at("cluster.port"))
                .collect(joining(","));
    }

    List<String> brokerHosts() {
        return of(Kind.BROKER).map(Member::address).toList();
    }

    String bootstrapServers() {
        return of(Kind.BROKER).map(broker -> broker.at("kafka.port")).collect(joining(","));
    }

    /// Settings of a node, besides the secrets.
    ///
    /// @param identity how other nodes know it
    List<String> settings(Member member, List<String> identity) {
        List<String> given = new ArrayList<>(List.of("roles=" + member.kind().word()));
        given.add("kafka.bootstrap-servers=" + bootstrapServers());
        given.add("kafka.replicas=" + brokers);
        given.add("postgres.connections=4");
        if (member.kind().isMember()) {
            given.add("cluster.seed-nodes=" + seeds());
            given.add("management.downing=on");
            given.add("management.drain=on");
        }
        if (member.kind() == Kind.EDGE) {
            given.add("edge.advertise=" + member.at("edge.port"));
            given.add("edge.advertise-tls=" + member.at("edge.tls-port"));
            given.add(
                    "edge.advertise-websocket=wss://%s/ws"
                            .formatted(member.at("edge.websocket-tls-port")));
        }
        given.addAll(identity);
        given.addAll(settings);
        // Last, so that nothing moves a node from its place.
        given.addAll(member.place());
        return given;
    }
}
