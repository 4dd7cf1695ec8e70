package io.rookery.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private final Processes own = new Processes(List.of(ProcessHandle.current().pid()));

    @Test
    void a_process_has_taken_time_and_memory() {
        assertThat(own.cpuSeconds()).isPositive();
        assertThat(own.pssBytes()).isGreaterThan(10_000_000L);
    }

    @Test
    void what_a_process_started_belongs_to_it() throws Exception {
        Process child = new ProcessBuilder("sh", "-c", "read wait").start();
        try {
            Processes childOnly = new Processes(List.of(child.pid()));
            assertThat(own.tree()).contains(child.pid());
            assertThat(childOnly.tree()).containsExactly(child.pid());
        } finally {
            child.destroy();
        }
    }

    @Test
    void what_a_child_took_counts_when_it_has_ended() throws Exception {
        // The child counts to a million, and ends; its parent then waits.
        Process parent =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "(i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done); echo; read"
                                        + " x")
                        .start();
        try {
            assertThat(parent.getInputStream().read()).isEqualTo('\n');
            Processes both = new Processes(List.of(parent.pid()));
            assertThat(both.tree()).containsExactly(parent.pid());
            assertThat(both.cpuSeconds()).isGreaterThan(0.05);
        } finally {
            parent.destroy();
        }
    }

    @Test
    void a_process_that_is_gone_costs_nothing() {
        Processes nobody = new Processes(List.of(Long.MAX_VALUE));

        assertThat(nobody.cpuSeconds()).isZero();
        assertThat(nobody.pssBytes()).isZero();
    }

    @Test
    void the_machine_has_taken_at_least_as_much_as_one_process() {
        double process = own.cpuSeconds();

        assertThat(Processes.machineSeconds()).isGreaterThanOrEqualTo(process);
    }
}
