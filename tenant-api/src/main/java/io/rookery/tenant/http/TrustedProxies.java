package io.rookery.tenant.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The proxies before the API: what they say of where a request comes from is believed, and what
/// anybody else says is not.
///
/// @param networks addresses of the proxies; none: nobody is believed
/// @param header which header they set; they must set it on every request, since one that a client
///   sent and no proxy touched would be believed too
public record TrustedProxies(List<Network> networks, Header header) {
    /// Believes nobody.
    public static final TrustedProxies NONE = new TrustedProxies(List.of(), Header.X_FORWARDED_FOR);

    private static final int MAX_HOPS = 32;
    private static final Pattern DIGITS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /// Where a proxy puts the address that it was connected from, behind those of proxies before
    /// it.
    public enum Header {
        X_FORWARDED_FOR("X-Forwarded-For"),
        /// RFC 7239.
        FORWARDED("Forwarded");

        private final String text;

        Header(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// A range of addresses.
    ///
    /// @param text `10.0.0.0/8` or `2001:db8::/32`
    // The bytes are never changed, and nobody compares networks.
    @SuppressWarnings("ArrayRecordComponent")
    public record Network(byte[] first, int bits, String text) {
        /// Parses a range; an address alone is a range of one.
        ///
        /// @throws IllegalArgumentException when it has another form
        public static Network parse(String text) {
            int slash = text.indexOf('/');
            Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
            int length = address.map(found -> found.getAddress().length * 8).orElse(0);
            int bits = slash < 0 ? length : bits(text.substring(slash + 1));
            if (address.isEmpty() || bits < 0 || bits > length) {
                throw new IllegalArgumentException(
                        "network: " + text + " (expected: address in digits/bits)");
            }
            return new Network(address.get().getAddress(), bits, text);
        }

        private static int bits(String text) {
            return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        }

        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            if (bytes.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(first, 0, whole, bytes, 0, whole)
                    && (rest == 0 || ((first[whole] ^ bytes[whole]) & 0xff) >> (8 - rest) == 0);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// Where a request comes from: the first address, seen from here, that is no proxy of ours.
    ///
    /// @param peer who is connected
    /// @param fields the values of [#header], in their order
    InetAddress client(InetAddress peer, List<String> fields) {
        InetAddress client = peer;
        List<String> hops = hops(fields);
        for (int i = hops.size() - 1; i >= 0 && isProxy(client); i--) {
            Optional<InetAddress> before = address(hops.get(i));
            if (before.isEmpty()) {
                return client;
            }
            client = before.get();
        }
        return client;
    }

    private boolean isProxy(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private List<String> hops(List<String> fields) {
        List<String> hops = new ArrayList<>();
        for (String field : fields) {
            for (String element : field.split(",", -1)) {
                hops.add(
                        switch (header) {
                            case X_FORWARDED_FOR -> withoutPort(element.strip());
                            case FORWARDED -> withoutPort(forwardedFor(element));
                        });
            }
        }
        // The last ones are those that our own proxies wrote.
        return hops.subList(Math.max(0, hops.size() - MAX_HOPS), hops.size());
    }

    /// RFC 7239 §4: `for="[2001:db8::1]:4711";proto=https`.
    private static String forwardedFor(String element) {
        for (String pair : element.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && pair.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals("for")) {
                String value = pair.substring(equals + 1).strip();
                boolean quoted =
                        value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    private static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? "" : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        boolean port = colon >= 0 && colon == node.lastIndexOf(':');
        return port ? node.substring(0, colon) : node;
    }

    /// An address in digits; a name is never looked up.
    private static Optional<InetAddress> address(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
