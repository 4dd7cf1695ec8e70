package io.rookery.xmpp.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.xml.Element;
import org.junit.jupiter.api.Test;

final class PageTest {

    @Test
    void a_request_that_is_written_and_read_is_the_same() {
        PageRequest[] requests = {
            PageRequest.NONE,
            new PageRequest(0, null, null, null),
            new PageRequest(20, "a<1", null, null),
            new PageRequest(20, null, "", null),
            new PageRequest(20, null, "b", null),
            new PageRequest(20, null, null, 40)
        };
        for (PageRequest request : requests) {
            Element query =
                    Element.builder("query", "u")
                            .child(Element.parse(request.toElement().toXml()))
                            .build();

            assertThat(PageRequest.of(query)).isEqualTo(request);
        }
    }

    @Test
    void no_set_is_no_wish() {
        assertThat(PageRequest.of(Element.of("query", "u"))).isEqualTo(PageRequest.NONE);
        assertThat(PageRequest.NONE.isBackwards()).isFalse();
        assertThat(new PageRequest(null, null, "", null).isBackwards()).isTrue();
    }

    @Test
    void the_page_is_never_longer_than_the_limit() {
        assertThat(PageRequest.NONE.maxOr(50, 100)).isEqualTo(50);
        assertThat(new PageRequest(70, null, null, null).maxOr(50, 100)).isEqualTo(70);
        assertThat(new PageRequest(700, null, null, null).maxOr(50, 100)).isEqualTo(100);
    }

    @Test
    void a_number_that_is_none_is_refused() {
        for (String number : new String[] {"", "-1", "x", "2147483648", "1.5"}) {
            Element set =
                    Element.parse(
                            "<set xmlns='"
                                    + PageRequest.NAMESPACE
                                    + "'><max>"
                                    + number
                                    + "</max></set>");
            assertThatThrownBy(() -> PageRequest.parse(set))
                    .as(number)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("max: ");
        }
    }

    @Test
    void a_page_has_the_form_that_the_standard_gives() {
        Page page = new Page("a20", 20L, "a39", 800L);

        assertThat(page.toElement())
                .hasToString(
                        "<set xmlns='http://jabber.org/protocol/rsm'><first index='20'>a20</first>"
                                + "<last>a39</last><count>800</count></set>");
        assertThat(Page.parse(page.toElement())).isEqualTo(page);
        assertThat(Page.parse(Page.empty(0L).toElement())).isEqualTo(Page.empty(0L));
    }
}
