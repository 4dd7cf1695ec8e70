package io.rookery.routing.cluster;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whom a node asks to be let into the cluster. A name that stands for several nodes is looked up
/// each time that the node joins, so that its list is the one that holds then.
///
/// @param named `host:port` of one node, or `dns:name:port`: every address that DNS has for the
///   name, in the order of addresses; none: this node alone
/// @param least how many there must be before a node that was in no cluster yet joins one or begins
///   one: nodes that know different lists might begin two
public record SeedNodes(List<String> named, int least) {
    /// Of a node alone.
    public static final SeedNodes NONE = new SeedNodes(List.of(), 1);

    private static final String DNS = "dns:";

    public SeedNodes {
        named = List.copyOf(named);
        if (least < 1) {
            throw new IllegalArgumentException("least: " + least + " (expected: at least 1)");
        }
    }

    /// These, `host:port` each.
    public static SeedNodes of(List<String> nodes) {
        return new SeedNodes(nodes, 1);
    }

    /// What a name stands for.
    interface Names {
        /// @throws UnknownHostException when it stands for nothing, or nobody can say
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    /// Whether DNS has a say.
    boolean areLookedUp() {
        return named.stream().anyMatch(each -> each.startsWith(DNS));
    }

    /// `host:port` of each, as it is now; names that stand for nothing give none.
    List<String> now(Names names) {
        Set<String> all = new LinkedHashSet<>();
        for (String each : named) {
            if (each.startsWith(DNS)) {
                all.addAll(lookUp(each.substring(DNS.length()), names));
            } else {
                all.add(each);
            }
        }
        return List.copyOf(all);
    }

    private static List<String> lookUp(String nameAndPort, Names names) {
        int colon = nameAndPort.lastIndexOf(':');
        String port = nameAndPort.substring(colon);
        List<String> found = new ArrayList<>();
        try {
            Arrays.stream(names.addresses(nameAndPort.substring(0, colon)))
                    .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
                    .forEach(address -> found.add(host(address) + port));
        } catch (UnknownHostException e) {
            return List.of();
        }
        return found;
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet4Address ? text : '[' + text + ']';
    }
}
