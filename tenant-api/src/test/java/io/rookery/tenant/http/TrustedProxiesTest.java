package io.rookery.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.tenant.http.TrustedProxies.Header;
import io.rookery.tenant.http.TrustedProxies.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final List<Network> NETWORKS =
            Stream.of("10.0.0.0/8", "2001:db8:1::/48", "192.0.2.5").map(Network::parse).toList();

    private static String client(Header header, String peer, String... fields)
            throws UnknownHostException {
        return new TrustedProxies(NETWORKS, header)
                .client(InetAddress.getByName(peer), List.of(fields))
                .getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.1|198.51.100.9|203.0.113.1",
                "10.1.2.3|198.51.100.9|198.51.100.9",
                "10.1.2.3|6.6.6.6, 198.51.100.9|198.51.100.9",
                "10.1.2.3|198.51.100.9, 10.9.9.9, 192.0.2.5|198.51.100.9",
                "10.1.2.3|198.51.100.9:1234|198.51.100.9",
                "10.1.2.3|2001:db8:2::7|2001:db8:2:0:0:0:0:7",
                "10.1.2.3|[2001:db8:2::7]:99|2001:db8:2:0:0:0:0:7",
                "10.1.2.3|unknown|10.1.2.3",
                "10.1.2.3|198.51.100.9, evil.example|10.1.2.3",
                "10.1.2.3|198.51.100.9,|10.1.2.3",
                "192.0.2.6|198.51.100.9|192.0.2.6",
                "2001:db8:1::1|198.51.100.9|198.51.100.9",
            })
    void the_first_address_that_is_no_proxy_is_the_clients(
            String peer, String field, String expected) throws UnknownHostException {
        assertThat(client(Header.X_FORWARDED_FOR, peer, field)).isEqualTo(expected);
    }

    @Test
    void the_forwarded_header_is_read_as_rfc_7239_has_it() throws UnknownHostException {
        assertThat(
                        client(
                                Header.FORWARDED,
                                "10.0.0.1",
                                "for=6.6.6.6",
                                "For=\"[2001:db8:2::7]:4711\";proto=https;by=10.0.0.1"))
                .isEqualTo("2001:db8:2:0:0:0:0:7");
        assertThat(client(Header.FORWARDED, "10.0.0.1", "proto=https")).isEqualTo("10.0.0.1");
        assertThat(client(Header.FORWARDED, "10.0.0.1", "for=_hidden")).isEqualTo("10.0.0.1");
    }

    @Test
    void a_long_chain_is_read_from_its_end() throws UnknownHostException {
        String chain = "6.6.6.6, " + String.join(", ", Collections.nCopies(100, "10.0.0.9"));

        assertThat(client(Header.X_FORWARDED_FOR, "10.0.0.1", chain)).isEqualTo("10.0.0.9");
    }

    @Test
    void no_proxy_no_header() {
        assertThat(
                        TrustedProxies.NONE
                                .client(InetAddress.getLoopbackAddress(), List.of("6.6.6.6"))
                                .getHostAddress())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "example.com", "10.0.0.0/x", "::/129"})
    void networks_must_be_addresses_in_digits(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .hasMessage("network: " + text + " (expected: address in digits/bits)");
    }
}
