package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SimulationTest {
    private static final int SEEDS = 50;

    /// `-Dseed=17` runs that one, `-Dseeds=500` more of them.
    @TestFactory
    Stream<DynamicTest> what_is_promised_holds_whatever_goes_wrong() {
        Long only = Long.getLong("seed");
        LongStream seeds =
                only == null
                        ? LongStream.rangeClosed(1, Integer.getInteger("seeds", SEEDS))
                        : LongStream.of(only);
        return seeds.mapToObj(
                seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(Scenario.ofSeed(seed))));
    }

    @TestFactory
    Stream<DynamicTest> what_is_promised_holds_when_nothing_goes_wrong() {
        return LongStream.rangeClosed(1, 5)
                .mapToObj(seed ->
                        DynamicTest.dynamicTest(
                                "calm seed " + seed, () -> run(Scenario.ofSeed(seed).calm())));
    }

    private static void run(Scenario scenario) {
        Simulation.Report report = Simulation.run(scenario);
        if (!report.violations().isEmpty()) {
            fail(report.toString());
        }
    }

    @Test
    void one_seed_is_one_run() {
        Simulation.Report once = Simulation.run(Scenario.ofSeed(7));
        Simulation.Report again = Simulation.run(Scenario.ofSeed(7));

        assertThat(again.story()).isEqualTo(once.story()).isNotEmpty();
        assertThat(again.facts()).isEqualTo(once.facts());
    }

    @Test
    void a_simulation_does_something() {
        Simulation.Facts facts = Simulation.run(Scenario.ofSeed(1)).facts();

        assertThat(facts.acknowledged()).isGreaterThan(50);
        assertThat(facts.received()).isGreaterThan(50);
        assertThat(facts.records()).isGreaterThan(100);
    }
}
