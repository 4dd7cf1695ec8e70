package io.rookery.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTest {

    private static Frame frame(String xml) {
        return new Frame(xml.getBytes(UTF_8));
    }

    @Test
    void a_name_is_the_whole_name() {
        assertThat(frame("<r xmlns='urn:xmpp:sm:3'/>").is("r")).isTrue();
        assertThat(frame("<resumed h='1'/>").is("r")).isFalse();
        assertThat(frame("<message><body/></message>").is("message")).isTrue();
        assertThat(frame("<a/>").is("a")).isTrue();
    }

    @Test
    void attributes_are_read_in_either_quotes_and_from_the_start_tag_only() {
        Frame message = frame("<message from=\"a@b/c\" id='m1'><x type='error'/></message>");

        assertThat(message.attribute("from")).isEqualTo("a@b/c");
        assertThat(message.attribute("id")).isEqualTo("m1");
        assertThat(message.attribute("type")).isEmpty();
    }

    @Test
    void an_attribute_is_not_found_in_the_end_of_another_name() {
        assertThat(frame("<a prev-h='3' h='4'/>").attribute("h")).isEqualTo("4");
    }

    @Test
    void content_stands_between_the_tags() {
        assertThat(frame("<challenge xmlns='x'>abc=</challenge>").content()).isEqualTo("abc=");
    }
}
