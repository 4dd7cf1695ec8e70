package io.rookery.hooks.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// A range of addresses, `10.0.0.0/8` or `2001:db8::/32`.
public final class Cidr {
    private final byte[] network;
    private final int bits;
    private final String text;

    private Cidr(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /// Parses a range whose network is an address in digits.
    ///
    /// @throws IllegalArgumentException when it has another form
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? "" : text.substring(0, slash);
        if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw malformed(text, null);
        }
        try {
            byte[] network = InetAddress.getByName(address).getAddress();
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > network.length * 8) {
                throw malformed(text, null);
            }
            return new Cidr(network, bits, text);
        } catch (UnknownHostException | NumberFormatException e) {
            throw malformed(text, e);
        }
    }

    /// True when the address is of this range and of the same family.
    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return text;
    }

    private static IllegalArgumentException malformed(
            String text, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(
                "range: " + text + " (expected: address in digits/bits)", cause);
    }
}
