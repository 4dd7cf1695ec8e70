package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// `-Dseed=17` runs that seed alone, `-Drookery.seeds=100000` more of them.
class SimulationTest {
    private static final int SEEDS = 10_000;

    /// Of a busy machine: then fewer seeds are run, and the line that is printed says how many.
    private static final Duration MOST = Duration.ofSeconds(110);

    private static final int SHOWN = 5;

    @Test
    void what_is_promised_holds_whatever_goes_wrong() {
        Long only = Long.getLong("seed");
        if (only != null) {
            run(Scenario.ofSeed(only));
            return;
        }
        Integer asked = Integer.getInteger("rookery.seeds");
        Seeds.Result result =
                Seeds.run(
                        LongStream.rangeClosed(1, asked == null ? SEEDS : asked),
                        asked == null ? MOST : Duration.ofDays(1));

        System.out.println(result);
        if (!result.broken().isEmpty()) {
            fail(
                    result.broken().size()
                            + " seeds\n"
                            + String.join("\n", result.broken().stream().limit(SHOWN).toList()));
        }
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
    void simulations_do_something_and_everything_goes_wrong_in_some() {
        Seeds.Result result = Seeds.run(LongStream.rangeClosed(1, 100), Duration.ofDays(1));

        assertThat(result.acknowledged()).isGreaterThan(1_000);
        assertThat(result.received()).isGreaterThan(1_000);
        assertThat(result.lost()).isGreaterThan(100);
        assertThat(result.disasters())
                .containsOnlyKeys(Stream.of(Disasters.Kind.values()).map(Enum::name).toList());
    }
}
