package io.rookery.server.roles;

import java.util.List;
import java.util.Optional;

/// Where the tenant API listens, and how often it may be called.
///
/// @param addressRequests a minute from one address
/// @param keyRequests a minute with one API key
/// @param trustedProxies networks of proxies before it
/// @param proxyHeader in which they say where a request comes from
public record ApiSettings(
        String host,
        int port,
        int addressRequests,
        int keyRequests,
        List<String> trustedProxies,
        ProxyHeader proxyHeader) {

    /// What proxies write down a client's address in.
    public enum ProxyHeader {
        X_FORWARDED_FOR,
        FORWARDED
    }

    static final Setting<String> HOST =
            Setting.name("api.host", "127.0.0.1", "address of the tenant API");
    public static final Setting<Integer> PORT =
            Setting.port("api.port", 8_080, "port of the tenant API");
    static final Setting<Integer> ADDRESS_REQUESTS =
            Setting.number(
                    "api.address-requests",
                    1_200,
                    1,
                    1_000_000,
                    "requests a minute from one address (IPv6: one /64), of one node");
    static final Setting<Integer> KEY_REQUESTS =
            Setting.number(
                    "api.key-requests",
                    600,
                    1,
                    1_000_000,
                    "requests a minute with one API key, of one node");

    static final Setting<Optional<String>> TRUSTED_PROXIES =
            Setting.text(
                    "api.trusted-proxies",
                    "",
                    "networks such as 10.0.0.0/8, with commas between several, or nothing",
                    "proxies before the tenant API, which are believed where a request comes"
                            + " from");
    static final Setting<ProxyHeader> PROXY_HEADER =
            Setting.choice(
                    "api.proxy-header",
                    ProxyHeader.X_FORWARDED_FOR,
                    ProxyHeader.class,
                    "the header that these proxies set on every request");

    static ApiSettings from(SettingValues values) {
        return new ApiSettings(
                values.of(HOST),
                values.of(PORT),
                values.of(ADDRESS_REQUESTS),
                values.of(KEY_REQUESTS),
                values.of(TRUSTED_PROXIES)
                        .map(networks -> List.of(networks.split(",")))
                        .orElse(List.of()),
                values.of(PROXY_HEADER));
    }
}
