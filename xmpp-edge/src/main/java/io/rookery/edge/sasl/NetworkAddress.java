package io.rookery.edge.sasl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Says which addresses are counted as one: an IPv4 address alone, of IPv6 a /64, which is what one
/// subscriber commonly has.
public final class NetworkAddress {
    private static final int PREFIX_BYTES = 8;

    private NetworkAddress() {}

    /// The same for all addresses that count as one.
    public static String key(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), PREFIX_BYTES))
                : address.getHostAddress();
    }
}
