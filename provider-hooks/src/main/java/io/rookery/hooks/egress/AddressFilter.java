package io.rookery.hooks.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says whether an address is one of the public Internet (IANA's special-purpose registries, RFC
/// 6890, are not). IPv6 is taken by exception: only global unicast, less what is reserved in it.
final class AddressFilter {
    private static final List<Cidr> DENIED_4 =
            ranges(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared by carriers (CGNAT); one cloud's metadata
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // Azure's host, public by its number only
                    "169.254.0.0/16", // link-local; most clouds' metadata
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments; one cloud's metadata
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24", // AS112
                    "192.52.193.0/24", // AMT
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "192.175.48.0/24", // AS112
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, broadcast
    private static final Cidr GLOBAL_UNICAST_6 = Cidr.parse("2000::/3");
    private static final List<Cidr> DENIED_6 =
            ranges(
                    "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4: an IPv4 address in disguise
                    "2620:4f:8000::/48", // AS112
                    "3fff::/20"); // documentation

    private final List<Cidr> denied;

    /// @param alsoDenied ranges of the operator's own, such as public addresses of the installation
    AddressFilter(List<Cidr> alsoDenied) {
        this.denied = Stream.of(DENIED_4, DENIED_6, alsoDenied).flatMap(List::stream).toList();
    }

    /// Why the address must not be connected to; empty when it may be.
    Optional<String> refusal(InetAddress address) {
        byte[] bytes = canonical(address.getAddress());
        for (Cidr range : denied) {
            if (range.contains(bytes)) {
                return Optional.of("address in " + range);
            }
        }
        // NAT64 (64:ff9b::/96, 64:ff9b:1::/48), ::1, fc00::/7, fe80::/10, ff00::/8, 100::/64 and
        // SRv6 (5f00::/16) all lie outside.
        if (bytes.length == 16 && !GLOBAL_UNICAST_6.contains(bytes)) {
            return Optional.of("address outside " + GLOBAL_UNICAST_6);
        }
        return Optional.empty();
    }

    /// True for 127.0.0.0/8 and ::1, in any spelling.
    static boolean isLoopback(InetAddress address) {
        byte[] bytes = canonical(address.getAddress());
        return bytes.length == 4 ? bytes[0] == 127 : address.isLoopbackAddress();
    }

    /// An IPv4-mapped address (`::ffff:a.b.c.d`) is judged as the IPv4 address that it reaches.
    private static byte[] canonical(byte[] bytes) {
        if (bytes.length != 16) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        boolean mapped = (bytes[10] & 0xff) == 0xff && (bytes[11] & 0xff) == 0xff;
        return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    private static List<Cidr> ranges(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
