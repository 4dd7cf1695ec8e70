package io.rookery.edge.netty;

import io.rookery.edge.EdgeMeter;
import io.rookery.edge.Scheduler;
import io.rookery.edge.netty.Gate.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether a connection reads, and how fast. Confined to the connection's event loop.
final class Intake {
    private final Gate gate;
    private final Source source;
    private final Scheduler scheduler;
    private final EdgeMeter meter;
    private @Nullable Pace pace;
    private SharedRates.@Nullable Both shared;
    private boolean ended;

    Intake(Gate gate, Source source, Scheduler scheduler, EdgeMeter meter) {
        this.gate = gate;
        this.source = source;
        this.scheduler = scheduler;
        this.meter = meter;
    }

    /// Whether the next element may be read.
    boolean isOpen() {
        return gate.isOpen();
    }

    /// Holds the client to a pace from now on.
    void keep(Pace pace) {
        this.pace = pace;
    }

    /// Holds the client to what it may send together with others.
    void share(SharedRates.Both rates) {
        this.shared = rates;
    }

    /// An element of `size` bytes was read.
    void count(int size) {
        if (pace != null) {
            wait(Reason.RATE, pace.count(size));
        }
        if (shared != null) {
            wait(Reason.DOMAIN, Duration.ofMillis(shared.domain().count(size)));
            wait(Reason.TENANT, Duration.ofMillis(shared.tenant().count(size)));
        }
    }

    private void wait(Reason reason, Duration debt) {
        if (!debt.isZero()) {
            hold(reason, true);
            scheduler.after(debt, () -> hold(reason, false));
        }
    }

    /// Stops reading for `reason`, or goes on when nothing else holds it.
    void hold(Reason reason, boolean held) {
        if (ended) {
            return;
        }
        if (held && !gate.isHeld(reason)) {
            report(reason);
        }
        if (gate.hold(reason, held)) {
            source.pump();
        }
    }

    private void report(Reason reason) {
        switch (reason) {
            case WINDOW -> meter.held(EdgeMeter.Hold.WINDOW);
            case RATE -> meter.held(EdgeMeter.Hold.RATE);
            case DOMAIN -> meter.held(EdgeMeter.Hold.DOMAIN);
            case TENANT -> meter.held(EdgeMeter.Hold.TENANT);
            case WRITE -> meter.held(EdgeMeter.Hold.WRITE);
            case ANSWER, MOVE -> {} // nothing out of the ordinary
        }
    }

    /// Nothing is held or let go any more.
    void end() {
        ended = true;
    }

    /// Nothing that comes counts any more: it is read only to see the end.
    void drain() {
        ended = true;
        gate.open();
    }
}
