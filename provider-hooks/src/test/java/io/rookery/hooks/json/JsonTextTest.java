package io.rookery.hooks.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private final JsonText json = new JsonText(4);

    @Test
    void what_is_read_is_written_the_same() {
        String text =
                "{\"a\":\"\\u0001\\\"é\",\"b\":[1,-2.5,true,false,null],\"c\":{\"d\":{}},\"e\":1E+3}";

        assertThat(new String(json.write(read(text)), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void what_is_no_single_object_is_refused() {
        for (String text :
                List.of(
                        "",
                        " ",
                        "[]",
                        "1",
                        "\"a\"",
                        "null",
                        "{",
                        "{\"a\"",
                        "{\"a\":}",
                        "{\"a\":1,}",
                        "{a:1}",
                        "{\"a\":NaN}",
                        "{} {}",
                        "{}x",
                        "{\"a\":1,\"a\":2}",
                        "{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}",
                        "{\"a\":" + "1".repeat(40) + "}",
                        "<html></html>")) {
            assertThatThrownBy(() -> read(text))
                    .as(text)
                    .isInstanceOf(MalformedJsonException.class);
        }
    }

    @Test
    void broken_utf_8_is_refused() {
        byte[] bytes = {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, '"', '}'};

        assertThatThrownBy(() -> json.readObject(bytes)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void member_of_another_kind_is_named_and_its_value_is_not() {
        JsonObject object = read("{\"password\":[\"secret\"],\"ttl\":1e999999999,\"half\":0.5}");

        assertThatThrownBy(() -> object.text("password"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("password: another kind (expected: text)");
        assertThatThrownBy(() -> object.whole("ttl", 0, 0, 10))
                .hasMessageContaining("out of range");
        assertThatThrownBy(() -> object.whole("half", 0, 0, 10)).hasMessageContaining("range");
        assertThatThrownBy(() -> object.text("none")).hasMessageContaining("none: missing");
    }

    @Test
    void member_that_may_lack_has_a_default_and_null_is_none() {
        JsonObject object = read("{\"a\":null,\"n\":7,\"f\":true}");

        assertThat(object.optionalText("a")).isEmpty();
        assertThat(object.whole("n", 0, 0, 10)).isEqualTo(7);
        assertThat(object.whole("m", 3, 0, 10)).isEqualTo(3);
        assertThat(object.flag("f", false)).isTrue();
        assertThat(object.array("x")).isEmpty();
        assertThat(object.optionalObject("x")).isEmpty();
    }

    private JsonObject read(String text) {
        return json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
