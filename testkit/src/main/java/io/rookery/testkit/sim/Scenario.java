package io.rookery.testkit.sim;

import io.rookery.testkit.fake.FakeLog;
import io.rookery.testkit.world.Faults;
import java.time.Duration;

/// One simulation: all of it follows from these.
///
/// @param accounts in each of two tenants
/// @param clients of each account
/// @param actions of clients, spread over `time`
/// @param disasters cuts, kills and moves, spread over `time`
public record Scenario(
        long seed,
        int cores,
        int edges,
        int accounts,
        int clients,
        int actions,
        int disasters,
        Duration time,
        Faults faults) {
    /// Everything goes wrong that may.
    public static Scenario ofSeed(long seed) {
        return new Scenario(
                seed,
                3,
                2,
                3,
                2,
                250,
                14,
                Duration.ofMinutes(2),
                new Faults(
                        Duration.ofMillis(5),
                        8,
                        new FakeLog.Behaviour(
                                Duration.ofMillis(15),
                                Duration.ofMillis(15),
                                2,
                                Duration.ofSeconds(3),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(45)),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2)));
    }

    /// The same where nothing goes wrong but sockets.
    public Scenario calm() {
        return new Scenario(seed, cores, edges, accounts, clients, actions, 0, time, Faults.NONE);
    }
}
