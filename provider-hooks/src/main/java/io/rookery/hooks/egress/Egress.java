package io.rookery.hooks.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules for outgoing calls: https on port 443 or 8443 to a host name whose address is public.
/// In development, loopback too, by http or https on any port.
///
/// A URL is judged by [#target], its addresses by [#admitted]; both at every connection.
public final class Egress {
    private static final Set<Integer> PORTS = Set.of(443, 8443);
    private static final int MAX_URL_CHARS = 512;
    private static final int MAX_HOST_CHARS = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern LOOPBACK_4 =
            Pattern.compile("127\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
    // `1`, `0x7f`, `0177`: what resolvers of addresses in digits take for a number.
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    private final boolean allowLoopback;
    private final AddressFilter filter;

    /// @param allowLoopback the switch for development
    /// @param alsoDenied further ranges that must not be called
    public Egress(boolean allowLoopback, List<Cidr> alsoDenied) {
        this.allowLoopback = allowLoopback;
        this.filter = new AddressFilter(alsoDenied);
    }

    /// Why a tenant may not name this URL, in a sentence for the tenant; empty when it may. What
    /// its host resolves to is judged later, at each connection.
    public Optional<String> refusal(URI url) {
        try {
            target(url);
            return Optional.empty();
        } catch (EgressRefusedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Where the URL leads.
    ///
    /// @throws EgressRefusedException when a tenant may not name it
    public Target target(URI url) {
        if (url.toString().length() > MAX_URL_CHARS) {
            throw refused("URL: too long", "at most " + MAX_URL_CHARS + " characters");
        }
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        if (!tls && !(allowLoopback && "http".equalsIgnoreCase(url.getScheme()))) {
            throw refused("URL scheme: " + url.getScheme(), "https");
        }
        if (url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw refused("URL: with user, query or fragment", "scheme, host, port and path");
        }
        // URI knows no host in most odd encodings (percent, underscore, spaces, other scripts).
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        if (port == 0 || port > 65_535) {
            throw refused("URL port: " + port, "443 or 8443");
        }
        Optional<InetAddress> literal = allowLoopback ? loopbackLiteral(host) : Optional.empty();
        if (literal.isPresent()) {
            return new Target(tls, unbracketed(host), port, literal, true);
        }
        if (!(allowLoopback && host.equals("localhost")) && !isName(host)) {
            throw refused("URL host: " + host, "a host name such as hooks.example.com");
        }
        boolean usual = tls && PORTS.contains(port) && !host.equals("localhost");
        if (!usual && !allowLoopback) {
            throw refused("URL port: " + port, "443 or 8443");
        }
        return new Target(tls, host, port, Optional.empty(), !usual);
    }

    /// Those of the resolved addresses that may be connected to, IPv4 first.
    ///
    /// @throws EgressRefusedException when none may be
    public List<InetAddress> admitted(Target target, List<InetAddress> resolved) {
        List<InetAddress> admitted = new ArrayList<>();
        String reason = "no address";
        for (InetAddress address : resolved) {
            Optional<String> refusal = refusal(target, address);
            if (refusal.isEmpty()) {
                admitted.add(address);
            } else {
                reason = refusal.get();
            }
        }
        if (admitted.isEmpty()) {
            throw refused("host " + target.host() + ": " + reason, "a public address");
        }
        admitted.sort((a, b) -> Integer.compare(a.getAddress().length, b.getAddress().length));
        return List.copyOf(admitted);
    }

    private Optional<String> refusal(Target target, InetAddress address) {
        if (allowLoopback && AddressFilter.isLoopback(address)) {
            return Optional.empty();
        }
        return target.loopbackOnly() ? Optional.of("not loopback") : filter.refusal(address);
    }

    private static boolean isName(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST_CHARS) {
            return false;
        }
        String[] labels = host.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return labels.length > 1 && !NUMBER.matcher(labels[labels.length - 1]).matches();
    }

    private static Optional<InetAddress> loopbackLiteral(String host) {
        if (!host.equals("[::1]") && !LOOPBACK_4.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(unbracketed(host)))
                    .filter(AddressFilter::isLoopback);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static EgressRefusedException refused(String found, String expected) {
        return new EgressRefusedException(found + " (expected: " + expected + ")");
    }
}
