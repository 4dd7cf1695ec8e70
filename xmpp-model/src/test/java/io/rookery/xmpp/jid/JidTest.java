package io.rookery.xmpp.jid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class JidTest {

    @TestFactory
    Stream<DynamicTest> valid_addresses_are_prepared() {
        return Corpus.lines("jids-valid.txt").stream()
                .map(line -> DynamicTest.dynamicTest(line, () -> isPrepared(line)));
    }

    private static void isPrepared(String line) {
        List<String> columns = List.of(line.split("\t", 2));
        String prepared = Corpus.unescaped(columns.getLast());

        Jid jid = Jid.parse(Corpus.unescaped(columns.getFirst()));

        assertThat(jid).hasToString(prepared);
        assertThat(Jid.parse(prepared)).isEqualTo(jid).hasSameHashCodeAs(jid);
        assertThat(Jid.of(jid.local(), jid.domain(), jid.resource())).isEqualTo(jid);
    }

    @TestFactory
    Stream<DynamicTest> invalid_addresses_are_refused() {
        return Corpus.lines("jids-invalid.txt").stream()
                .map(line -> DynamicTest.dynamicTest("'" + line + "'", () -> isRefused(line)));
    }

    private static void isRefused(String line) {
        String text = Corpus.unescaped(line);

        assertThatThrownBy(() -> Jid.parse(text))
                .isInstanceOf(JidFormatException.class)
                .hasMessageContaining("(expected: ")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void a_full_jid_knows_its_parts() {
        FullJid jid = FullJid.parse("juliet@acme.test/balcony");

        assertThat(jid.bare()).isEqualTo(BareJid.parse("juliet@acme.test"));
        assertThat(jid.local()).isEqualTo("juliet");
        assertThat(jid.domain()).isEqualTo("acme.test");
        assertThat(jid.resource()).isEqualTo("balcony");
        assertThat(jid.domainJid()).hasToString("acme.test");
        assertThat(jid.isDomain()).isFalse();
        assertThat(jid.withResource("garden")).hasToString("juliet@acme.test/garden");
    }

    @Test
    void a_domain_has_neither_localpart_nor_resource() {
        Jid jid = Jid.parse("acme.test");

        assertThat(jid.isDomain()).isTrue();
        assertThat(jid.local()).isNull();
        assertThat(jid.resource()).isNull();
        assertThat(jid.bare()).isSameAs(jid);
    }

    @Test
    void a_bare_jid_has_no_resource_and_a_full_one_has() {
        assertThatThrownBy(() -> BareJid.parse("juliet@acme.test/balcony"))
                .isInstanceOf(JidFormatException.class);
        assertThatThrownBy(() -> FullJid.parse("juliet@acme.test"))
                .isInstanceOf(JidFormatException.class);
    }

    @Test
    void parts_have_at_most_1023_bytes() {
        String longest = "a".repeat(1023);

        assertThat(Jid.parse(longest + "@acme.test/" + longest).local()).hasSize(1023);
        assertThat(Jid.parse("é".repeat(511) + "@acme.test").local()).hasSize(511);
    }

    @Test
    void a_bad_value_is_shown_short_and_without_control_characters() {
        assertThatThrownBy(() -> Jid.parse("a\n" + "b".repeat(2000) + "@acme.test"))
                .hasMessageStartingWith("localpart: a?bbb")
                .hasMessageContaining("…");
    }

    @Test
    void addresses_are_ordered_by_their_strings() {
        Stream<Jid> jids = Stream.of("b@x", "a@x/2", "a@x", "a@x/1").map(Jid::parse);

        assertThat(jids.sorted().map(Jid::toString))
                .containsExactly("a@x", "a@x/1", "a@x/2", "b@x");
    }
}
