package io.rookery.testkit.sim;

import io.rookery.testkit.fake.FakeLog;
import io.rookery.testkit.world.Faults;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One simulation: all of it follows from these.
///
/// @param accounts in each of two tenants
/// @param clients of each account
/// @param actions of clients, spread over `time`
/// @param disasters cuts, kills, splits and the like, spread over `time`
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
    private static final long SALT = 0x5EED_0F_517EL;

    /// Everything goes wrong that may. Most are small, so that faults meet; some are large.
    public static Scenario ofSeed(long seed) {
        RandomGenerator size = new SplittableRandom(seed ^ SALT);
        int kind = size.nextInt(100);
        if (kind < 85) {
            return new Scenario(
                    seed,
                    2 + size.nextInt(2),
                    2,
                    1 + size.nextInt(2),
                    1 + size.nextInt(2),
                    10 + size.nextInt(30),
                    2 + size.nextInt(6),
                    Duration.ofSeconds(15 + size.nextInt(30)),
                    faults(size));
        }
        if (kind < 98) {
            return new Scenario(seed, 3, 2, 2, 2, 80, 10, Duration.ofSeconds(60), faults(size));
        }
        return new Scenario(seed, 4, 3, 3, 2, 250, 18, Duration.ofMinutes(2), faults(size));
    }

    private static Faults faults(RandomGenerator size) {
        int lossy = size.nextInt(3);
        return new Faults(
                Duration.ofMillis(5),
                lossy == 0 ? 0 : 8 * lossy,
                new FakeLog.Behaviour(
                        Duration.ofMillis(15),
                        Duration.ofMillis(15),
                        size.nextInt(3) * 2,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(45)),
                Duration.ofMillis(200),
                Duration.ofSeconds(2));
    }

    /// The same where nothing goes wrong but sockets.
    public Scenario calm() {
        return new Scenario(seed, cores, edges, accounts, clients, actions, 0, time, Faults.NONE);
    }
}
