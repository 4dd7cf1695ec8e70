package io.rookery.hooks.egress;

import java.net.InetAddress;
import java.util.Optional;

/// Where a URL leads, once it has been found to be one that a tenant may name.
///
/// @param host as certificates and SNI have it
/// @param literal the address, when the host is one in digits (loopback in development)
/// @param loopbackOnly true when this URL is for development: no address but loopback will do
public record Target(
        boolean tls, String host, int port, Optional<InetAddress> literal, boolean loopbackOnly) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /// The value of the `Host` field (RFC 9110 §7.2).
    public String authority() {
        String name = host.indexOf(':') < 0 ? host : '[' + host + ']';
        return port == (tls ? HTTPS : HTTP) ? name : name + ':' + port;
    }
}
