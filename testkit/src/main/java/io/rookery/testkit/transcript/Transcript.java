package io.rookery.testkit.transcript;

import java.time.Duration;
import java.util.List;

/// One transcript: who is there, and what they send and receive in order.
///
/// @param source where it stands, for failures
/// @param title the behaviour and the section of the standard that asks for it
public record Transcript(String source, String title, Setting setting, List<Step> steps) {
    public Transcript {
        steps = List.copyOf(steps);
    }

    /// How much time it lets pass.
    public Duration passes() {
        Duration all = Duration.ZERO;
        for (Step step : steps) {
            if (step.action() instanceof Step.Pass(Duration time)) {
                all = all.plus(time);
            }
        }
        return all;
    }

    /// Whether it can run in process, on virtual time.
    public boolean runsInProcess() {
        return setting.where() != Setting.Where.SOCKET;
    }

    /// Whether it can run over real sockets.
    public boolean runsOverSockets() {
        return setting.where() != Setting.Where.IN_PROCESS;
    }
}
