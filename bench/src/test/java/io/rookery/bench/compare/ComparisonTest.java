package io.rookery.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Runs RUNS =
            Runs.read(
                    List.of(
                            "server=ejabberd run=archive-off scenario=chat-closed rate=4000"
                                    + " server_cpu_ms=0.2",
                            "server=rookery run=archive-off scenario=chat-closed rate=20000"
                                    + " server_cpu_ms=0.05",
                            "server=rookery run=archive-off scenario=chat-closed rate=30000"
                                    + " server_cpu_ms=0.03",
                            "server=rookery run=archive-off scenario=chat-closed rate=10000"
                                    + " server_cpu_ms=0.04",
                            "server=ejabberd run=archive-off scenario=chat-closed rate=5000"
                                    + " server_cpu_ms=0.3",
                            "server=ejabberd run=login server_cpu_ms=1.2"));

    @Test
    void medians_of_both_and_their_ratio_stand_in_a_line() {
        assertThat(new Comparison(RUNS).table().lines())
                .contains(
                        "| archive off, as fast as it goes: delivered a second | 4,500 (4,000,"
                                + " 5,000) | 20,000 (20,000, 30,000, 10,000) | 4.44 | ≥ 7 × |",
                        "| archive off, as fast as it goes: server CPU a message | 0.250 ms (0.200,"
                                + " 0.300) | 0.040 ms (0.050, 0.030, 0.040) | 0.160 | ≤ 0.14 × |");
    }

    @Test
    void what_only_one_of_them_has_is_left_out() {
        assertThat(new Comparison(RUNS).table()).doesNotContain("login");
    }

    @Test
    void the_chart_has_two_bars_for_each_figure() {
        String chart = new Comparison(RUNS).chart();

        assertThat(chart).startsWith("<svg ").endsWith("</svg>\n").contains("20,000", "0.040 ms");
        assertThat(chart.lines().filter(line -> line.contains("height=\"12\""))).hasSize(4);
    }

    @Test
    void a_line_without_a_server_is_refused() {
        assertThatThrownBy(() -> Runs.read(List.of("run=login rate=3")))
                .hasMessageContaining("expected: server=… run=…");
    }

    @Test
    void only_what_stands_between_the_marks_is_replaced() {
        assertThat(Comparison.written("a\n<b>\nold\n<e>\nz", "<b>", "<e>", "new\n"))
                .isEqualTo("a\n<b>\nnew\n<e>\nz");
        assertThatThrownBy(() -> Comparison.written("a", "<b>", "<e>", "new"))
                .hasMessageContaining("<b> and then <e>");
    }
}
