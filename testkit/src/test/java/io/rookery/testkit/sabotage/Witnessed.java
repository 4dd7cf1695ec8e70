package io.rookery.testkit.sabotage;

import io.rookery.testkit.sim.Scenario;
import io.rookery.testkit.sim.Simulation;

/// A process that runs one simulation without disasters and prints what passes between its nodes,
/// to be ended by a failpoint.
final class Witnessed {
    private Witnessed() {}

    public static void main(String[] arguments) {
        Simulation.run(
                Scenario.ofSeed(Long.parseLong(arguments[0])).calm(),
                line -> {
                    System.out.println(line);
                    System.out.flush();
                });
    }
}
