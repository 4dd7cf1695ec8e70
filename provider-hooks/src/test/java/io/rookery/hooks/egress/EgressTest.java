package io.rookery.hooks.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private final Egress production = new Egress(false, List.of());
    private final Egress development = new Egress(true, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com",
                "https://hooks.example.com/",
                "https://hooks.example.com:443/a/b",
                "https://hooks.example.com:8443",
                "https://HOOKS.Example.COM",
                "https://xn--bcher-kva.example",
                "https://a.b.c.d.example.co.uk/v2/"
            })
    void https_url_with_a_host_name_may_be_named(String url) {
        assertThat(production.refusal(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com",
                "ftp://hooks.example.com",
                "file:///etc/passwd",
                "https:hooks.example.com",
                "//hooks.example.com",
                "https://hooks.example.com:80",
                "https://hooks.example.com:22",
                "https://hooks.example.com:0",
                "https://user@hooks.example.com",
                "https://user:pw@hooks.example.com",
                "https://hooks.example.com/?a=b",
                "https://hooks.example.com/#a",
                "https://localhost",
                "https://intranet",
                "https://hooks.example.com.",
                "https://hooks..example.com",
                "https://-a.example.com",
                "https://a_b.example.com",
                "https://127.0.0.1",
                "https://10.0.0.1",
                "https://93.184.216.34",
                "https://2130706433",
                "https://127.1",
                "https://0x7f.0.0.1",
                "https://0x7f000001",
                "https://0177.0.0.1",
                "https://example.0x7f",
                "https://example.1",
                "https://[::1]",
                "https://[::ffff:127.0.0.1]",
                "https://[2606:2800:220:1:248:1893:25c8:1946]",
                "https://%6c%6f%63alhost.example",
                "https://exa%00mple.com",
                "https://ⓛⓞⓒⓐⓛ.example"
            })
    void any_other_url_may_not_be_named(String url) {
        assertThat(production.refusal(URI.create(url))).isPresent();
    }

    @Test
    void longer_url_may_not_be_named() {
        URI url = URI.create("https://hooks.example.com/" + "a".repeat(500));

        assertThat(production.refusal(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::5db8:d822",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:5db8:d822::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void address_that_is_not_public_is_refused(String address) {
        Target target = production.target(URI.create("https://hooks.example.com"));

        assertThatThrownBy(() -> production.admitted(target, List.of(of(address))))
                .isInstanceOf(EgressRefusedException.class)
                .hasMessageContaining("hooks.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93.184.216.34",
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:2800:220:1:248:1893:25c8:1946",
                "2a00:1450:4001:80b::200e",
                "::ffff:93.184.216.34"
            })
    void public_address_is_admitted(String address) {
        Target target = production.target(URI.create("https://hooks.example.com"));

        assertThat(production.admitted(target, List.of(of(address)))).containsExactly(of(address));
    }

    @Test
    void mapped_address_in_its_16_bytes_is_judged_as_what_it_reaches() {
        // InetAddress turns this form into an IPv4 address by itself; a resolver might not.
        Cidr mapped = Cidr.parse("127.0.0.0/8");

        assertThat(mapped.contains(new byte[] {127, 0, 0, 1})).isTrue();
        assertThat(of("::ffff:127.0.0.1").getAddress()).hasSize(4);
    }

    @Test
    void of_several_addresses_the_public_ones_stay_and_ipv4_comes_first() {
        Target target = production.target(URI.create("https://hooks.example.com"));

        List<InetAddress> admitted =
                production.admitted(
                        target,
                        List.of(of("2606:2800::1"), of("10.0.0.1"), of("1.1.1.1"), of("::1")));

        assertThat(admitted).containsExactly(of("1.1.1.1"), of("2606:2800::1"));
    }

    @Test
    void operator_denies_further_ranges() {
        Egress egress =
                new Egress(false, List.of(Cidr.parse("93.184.0.0/16"), Cidr.parse("2606::/16")));
        Target target = egress.target(URI.create("https://hooks.example.com"));

        assertThatThrownBy(() -> egress.admitted(target, List.of(of("93.184.216.34"))))
                .hasMessageContaining("93.184.0.0/16");
        assertThatThrownBy(() -> egress.admitted(target, List.of(of("2606:2800::1"))))
                .isInstanceOf(EgressRefusedException.class);
        assertThatThrownBy(() -> Cidr.parse("example.com/8"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cidr.parse("10.0.0.0/33"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9000",
                "http://localhost:9000/x",
                "https://127.0.0.1:1234",
                "http://[::1]:9000",
                "http://hooks.acme.test:9000",
                "https://hooks.example.com"
            })
    void in_development_loopback_may_be_named_on_any_port(String url) {
        assertThat(development.refusal(URI.create(url))).isEmpty();
    }

    @Test
    void in_development_an_unusual_url_leads_to_loopback_or_nowhere() {
        Target target = development.target(URI.create("http://hooks.acme.test:9000"));

        assertThat(development.admitted(target, List.of(of("127.0.0.1")))).hasSize(1);
        assertThatThrownBy(() -> development.admitted(target, List.of(of("93.184.216.34"))))
                .hasMessageContaining("not loopback");
        assertThatThrownBy(() -> development.admitted(target, List.of(of("169.254.169.254"))))
                .isInstanceOf(EgressRefusedException.class);
    }

    @Test
    void in_development_private_addresses_stay_refused() {
        Target target = development.target(URI.create("https://hooks.example.com"));

        assertThatThrownBy(() -> development.admitted(target, List.of(of("10.0.0.1"))))
                .isInstanceOf(EgressRefusedException.class);
        assertThat(development.refusal(URI.create("http://10.0.0.1:80"))).isPresent();
        assertThat(development.refusal(URI.create("http://169.254.169.254/"))).isPresent();
        assertThat(development.refusal(URI.create("http://0.0.0.0/"))).isPresent();
    }

    @Test
    void authority_has_the_port_when_it_is_not_the_usual_one() {
        assertThat(production.target(URI.create("https://a.example")).authority())
                .isEqualTo("a.example");
        assertThat(production.target(URI.create("https://a.example:8443")).authority())
                .isEqualTo("a.example:8443");
        assertThat(development.target(URI.create("http://[::1]:90")).authority())
                .isEqualTo("[::1]:90");
    }

    private static InetAddress of(String digits) {
        try {
            return InetAddress.getByName(digits);
        } catch (UnknownHostException e) {
            throw new AssertionError(digits, e);
        }
    }
}
