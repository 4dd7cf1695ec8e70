package io.rookery.server.cluster;

import io.rookery.server.roles.StartFailure;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One process of a deployment: `core-2`, at its address.
///
/// @param index from 1, among its kind
public record Member(Kind kind, int index, Network network) {
    static final int MOST = 250;
    private static final Pattern NAME = Pattern.compile("([a-z]+)-([1-9][0-9]{0,2})");

    /// @throws StartFailure when no member can be called so
    static Member named(String name, Network network) {
        if (name.equals(Kind.STORAGE.word())) {
            return new Member(Kind.STORAGE, 1, network);
        }
        Matcher parts = NAME.matcher(name);
        if (parts.matches() && Integer.parseInt(parts.group(2)) <= MOST) {
            for (Kind kind : Kind.values()) {
                if (kind != Kind.STORAGE && kind.word().equals(parts.group(1))) {
                    return new Member(kind, Integer.parseInt(parts.group(2)), network);
                }
            }
        }
        throw StartFailure.of("node", name, "one that `cluster status` lists");
    }

    public String name() {
        return kind == Kind.STORAGE ? kind.word() : kind.word() + '-' + index;
    }

    /// The loopback address that it alone has.
    public String address() {
        return "127.%d.%d.%d".formatted(network.second(), kind.third(), index);
    }

    /// What it does, for people.
    String role() {
        return switch (kind) {
            case STORAGE -> "postgresql";
            case BROKER -> "kafka";
            case CORE, ARCHIVER, API, EDGE -> kind.word();
        };
    }

    int port(String setting) {
        Integer port = kind.ports().get(setting);
        if (port == null) {
            throw new IllegalArgumentException(setting + ": (expected: a port of " + name() + ')');
        }
        return port + network.shift();
    }

    String at(String setting) {
        return address() + ':' + port(setting);
    }

    /// Where it answers for its health; only of nodes.
    URI management() {
        return URI.create("http://" + at("management.port"));
    }

    /// Settings that give it its place.
    List<String> place() {
        return Stream.concat(
                        hosts().map(setting -> setting + '=' + address()),
                        kind.ports().keySet().stream()
                                .map(setting -> setting + '=' + port(setting))
                                .sorted())
                .toList();
    }

    private Stream<String> hosts() {
        return switch (kind) {
            case STORAGE, BROKER -> Stream.of("cluster.host");
            case CORE -> Stream.of("cluster.host", "management.host");
            case ARCHIVER -> Stream.of("management.host");
            case API -> Stream.of("api.host", "cluster.host", "management.host");
            case EDGE -> Stream.of("edge.host", "cluster.host", "management.host");
        };
    }
}
