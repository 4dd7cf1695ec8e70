package io.rookery.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void a_report_ends_with_a_line_for_programs() {
        String text =
                new Report("chat")
                        .add("messages", 12345, "")
                        .add("server_cpu_ms", 0.28461, "ms a message")
                        .add("small", 0.000012, "")
                        .text();

        assertThat(text)
                .endsWith(
                        "result scenario=chat messages=12345 server_cpu_ms=0.2846 small=0.0"
                                + System.lineSeparator());
    }
}
