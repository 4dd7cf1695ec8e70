package io.rookery.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VariablesTest {
    private final Variables variables = new Variables();

    @Test
    void references_are_replaced_as_they_are() {
        variables.set("romeo.full", "romeo@acme.test/o$1\\");

        assertThat(variables.resolve("<a to='${romeo.full}'/>"))
                .isEqualTo("<a to='romeo@acme.test/o$1\\'/>");
    }

    @Test
    void an_unknown_reference_is_named() {
        variables.set("known", "1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> variables.resolve("${unknown}"))
                .withMessageContaining("variable: unknown")
                .withMessageContaining("known");
    }

    @Test
    void a_later_value_replaces_an_earlier_one() {
        variables.set("id", "1");
        variables.set("id", "2");

        assertThat(variables.resolve("${id}")).isEqualTo("2");
    }

    @Test
    void repeated_text_is_written_out() {
        assertThat(variables.resolve("a{times 3 xy}b")).isEqualTo("axyxyxyb");
        assertThat(variables.resolve("{times 2 <a>}{times 2 </a>}")).isEqualTo("<a><a></a></a>");
    }
}
