package io.rookery.server.demo;

import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;

/// A domain on a running cluster, and the way to its users' phones.
final class Town {
    private final Network network;
    private final String domain;
    private final Http http;
    private final String key;

    /// Makes a tenant and a domain whose users live in Rookery.
    Town(LocalCluster cluster, Network network, String domain) throws Exception {
        this.network = network;
        this.domain = domain;
        http =
                new Http(
                        URI.create(
                                "http://127.%d.5.1:%d"
                                        .formatted(network.second(), 8_080 + network.shift())));
        String operator = Files.readString(cluster.operatorKey()).strip();
        String tenant = http.post(operator, "/v1/tenants", "{\"name\":\"Capulet\"}").text("id");
        key =
                http.post(operator, "/v1/tenants/" + tenant + "/api-keys", "{\"name\":\"test\"}")
                        .text("key");
        http.post(
                key,
                "/v1/domains",
                "{\"name\":\""
                        + domain
                        + "\",\"policy\":{\"authentication\":[\"internal\"],"
                        + "\"roster_source\":\"internal\"}}");
    }

    void users(List<String> names) {
        for (String name : names) {
            http.post(
                    key,
                    "/v1/domains/" + domain + "/users",
                    "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, House.PASSWORD));
        }
    }

    /// A user's phone at the edge of this number, logged in and available.
    Phone phone(String user, int edge) throws Exception {
        Phone phone =
                Phone.overTcp(
                        user,
                        domain,
                        House.PASSWORD,
                        "127.%d.1.%d".formatted(network.second(), edge),
                        5_222 + network.shift(),
                        new AnyCertificate());
        phone.goOnline();
        return phone;
    }
}
