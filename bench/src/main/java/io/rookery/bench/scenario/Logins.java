package io.rookery.bench.scenario;

import io.rookery.bench.client.Clients;
import io.rookery.bench.client.Listener;
import io.rookery.bench.client.Target;
import io.rookery.bench.measure.Processes;
import io.rookery.bench.measure.Report;
import io.rookery.bench.measure.Usage;

/// Whole logins: stream, SASL, binding, roster, presence. The first round lets clients learn their
/// salted passwords, and the second is measured.
public final class Logins {
    private final Target target;
    private final int first;
    private final int count;
    private final int inFlight;

    public Logins(Target target, int first, int count, int inFlight) {
        this.target = target;
        this.first = first;
        this.count = count;
        this.inFlight = inFlight;
    }

    public Report run(Processes server) {
        try (Clients clients = new Clients(target)) {
            clients.login(first, count, inFlight, Listener.NONE);
            clients.logOut();
            Usage.Start begin = Usage.start(server);
            clients.login(first, count, inFlight, Listener.NONE);
            Usage usage = begin.end();
            return new Report("login")
                    .add("logins", count, "")
                    .add("rate", count / usage.seconds(), "logins/s")
                    .add("server_cpu_ms", usage.server() * 1e3 / count, "ms a login")
                    .add("server_cores", usage.server() / usage.seconds(), "")
                    .add("generator_cores", usage.generator() / usage.seconds(), "")
                    .add("other_cores", usage.others() / usage.seconds(), "");
        }
    }
}
