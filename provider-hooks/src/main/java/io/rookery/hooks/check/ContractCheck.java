package io.rookery.hooks.check;

import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.webhook.Transport;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// Runs the hook contract against a backend and says what it found. Sends some twenty requests, a
/// few of them wrong on purpose, and changes nothing there.
public final class ContractCheck {
    private final Transport transport;
    private final HookLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;

    public ContractCheck(
            Transport transport, HookLimits limits, InstantSource clock, RandomGenerator random) {
        this.transport = transport;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
    }

    /// Looks at everything that the subject says it answers. Blocks the calling thread, for a
    /// minute at most.
    public List<Finding> run(ContractSubject subject) {
        return new ContractRun(subject, new Probe(subject, transport, limits, clock, random)).all();
    }

    /// True when nothing failed.
    public static boolean passed(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.mark() == Finding.Mark.FAILED);
    }
}
