package io.rookery.bench.scenario;

import io.rookery.bench.client.Clients;
import io.rookery.bench.client.Listener;
import io.rookery.bench.client.Target;
import io.rookery.bench.measure.Processes;
import io.rookery.bench.measure.Report;
import io.rookery.bench.measure.Usage;

/// Sessions that are online and do nothing: what one costs in memory.
///
/// The slope is taken from after the first tenth to the end, so that what a server loads once does
/// not count.
public final class Idle {
    private static final int IN_FLIGHT = 50;
    private static final int SLICES = 10;

    private final Target target;
    private final int first;
    private final int sessions;
    private final double holdSeconds;
    private final Runnable collection;

    /// @param collection makes the server collect its garbage, before each look at its memory
    public Idle(Target target, int first, int sessions, double holdSeconds, Runnable collection) {
        this.target = target;
        this.first = first;
        this.sessions = sessions;
        this.holdSeconds = holdSeconds;
        this.collection = collection;
    }

    public Report run(Processes server) {
        try (Clients clients = new Clients(target)) {
            int slice = sessions / SLICES;
            long before = pss(server);
            clients.login(first, slice, IN_FLIGHT, Listener.NONE);
            long little = pss(server);
            clients.login(first + slice, sessions - slice, IN_FLIGHT, Listener.NONE);
            long much = pss(server);
            Usage.Start begin = Usage.start(server);
            Pause.seconds(holdSeconds);
            Usage usage = begin.end();
            long held = pss(server);
            return new Report("idle")
                    .add("sessions", sessions, "")
                    .add("pss_before_mb", before / 1e6, "MB")
                    .add("pss_after_mb", much / 1e6, "MB")
                    .add("pss_held_mb", held / 1e6, "MB")
                    .add(
                            "bytes_a_session",
                            (double) (much - little) / (sessions - slice),
                            "bytes of PSS, slope")
                    .add("idle_cores", usage.server() / usage.seconds(), "");
        }
    }

    private long pss(Processes server) {
        collection.run();
        return server.pssBytes();
    }
}
