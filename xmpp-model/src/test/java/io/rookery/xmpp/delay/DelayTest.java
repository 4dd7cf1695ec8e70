package io.rookery.xmpp.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DelayTest {

    private static final Instant STAMP = Instant.parse("2002-09-10T23:08:25.120Z");

    @Test
    void a_delay_that_is_written_and_read_is_the_same() {
        Delay delay = new Delay(STAMP, Jid.parse("acme.test"), "Offline");

        assertThat(delay.toElement())
                .hasToString(
                        "<delay xmlns='urn:xmpp:delay' from='acme.test'"
                                + " stamp='2002-09-10T23:08:25.120Z'>Offline</delay>");
        assertThat(Delay.parse(delay.toElement())).isEqualTo(delay);
        assertThat(Delay.parse(new Delay(STAMP, null, null).toElement()))
                .isEqualTo(new Delay(STAMP, null, null));
    }

    @Test
    void a_time_may_have_an_offset_and_no_fraction() {
        assertThat(DateTime.parse("1969-07-20T21:56:15-05:00"))
                .isEqualTo(Instant.parse("1969-07-21T02:56:15Z"));
        assertThat(DateTime.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    }

    @Test
    void what_is_no_delay_is_refused() {
        for (String xml :
                new String[] {
                    "<delay xmlns='urn:xmpp:delay'/>",
                    "<delay xmlns='urn:xmpp:delay' stamp='yesterday'/>",
                    "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10'/>",
                    "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z' from='@'/>",
                    "<x xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>"
                }) {
            Element element = Element.parse(xml);
            assertThatThrownBy(() -> Delay.parse(element))
                    .as(xml)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
