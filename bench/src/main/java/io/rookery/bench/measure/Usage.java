package io.rookery.bench.measure;

/// CPU time between two moments.
///
/// @param seconds how long it was
/// @param server CPU seconds of the server's processes
/// @param generator CPU seconds of the load generator
/// @param others CPU seconds of everything else on the machine
public record Usage(double seconds, double server, double generator, double others) {

    /// A moment to measure from.
    public static Start start(Processes server) {
        return new Start(
                server,
                System.nanoTime(),
                server.cpuSeconds(),
                own().cpuSeconds(),
                Processes.machineSeconds());
    }

    private static Processes own() {
        return new Processes(java.util.List.of(ProcessHandle.current().pid()));
    }

    /// The beginning of a measurement.
    public record Start(
            Processes processes, long nanos, double server, double generator, double machine) {

        /// What was used since.
        public Usage end() {
            double serverUsed = processes.cpuSeconds() - server;
            double generatorUsed = own().cpuSeconds() - generator;
            double all = Processes.machineSeconds() - machine;
            return new Usage(
                    (System.nanoTime() - nanos) / 1e9,
                    serverUsed,
                    generatorUsed,
                    Math.max(0, all - serverUsed - generatorUsed));
        }
    }
}
