package io.rookery.xmpp.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LimitsTest {

    private static final Limits SMALL = new Limits(200, 3, 2, 10, 12, 9, 4);

    @Test
    void each_maximum_may_be_reached_and_not_passed() {
        accepts("<a><b><c/></b></a>");
        refuses("<a><b><c><d/></c></b></a>");
        accepts("<a x='1' y='2'/>");
        refuses("<a x='1' y='2' z='3'/>");
        accepts("<abcdefghij/>");
        refuses("<abcdefghijk/>");
        refuses("<p:abcdefghij xmlns:p='u'/>");
        accepts("<a xmlns='123456789012'/>");
        refuses("<a xmlns='1234567890123'/>");
        accepts("<a x='123456789'/>");
        refuses("<a x='1234567890'/>");
        accepts("<a><b/><c/><d/></a>");
        refuses("<a><b/><c/><d/><e/></a>");
        accepts("<a>" + "x".repeat(193) + "</a>");
        refuses("<a>" + "x".repeat(194) + "</a>");
    }

    @Test
    void a_maximum_is_positive() {
        assertThatThrownBy(() -> new Limits(1, 1, 0, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxAttributes: 0 (expected: at least 1)");
    }

    @Test
    void strangers_get_less_than_those_who_have_authenticated() {
        Limits before = Limits.beforeAuthentication();
        Limits after = Limits.authenticated();

        assertThat(before.maxFrameBytes()).isEqualTo(16 * 1024).isLessThan(after.maxFrameBytes());
        assertThat(before.maxDepth()).isLessThan(after.maxDepth());
        assertThat(after.withMaxFrameBytes(7).maxFrameBytes()).isEqualTo(7);
    }

    private static void accepts(String xml) {
        Element element = read(xml);
        assertThat(element.name()).startsWith("a");
    }

    private static void refuses(String xml) {
        assertThatThrownBy(() -> read(xml))
                .as(xml)
                .isInstanceOfSatisfying(
                        XmlException.class,
                        e -> assertThat(e.fault()).isEqualTo(XmlException.Fault.LIMIT));
    }

    private static Element read(String xml) {
        try (XmlCursor cursor =
                new XmlInput(SMALL).document(xml.getBytes(StandardCharsets.UTF_8))) {
            cursor.next();
            return cursor.readElement();
        }
    }
}
