package io.rookery.testkit.transcript;

import java.util.List;

/// One transcript: who is there, and what they send and receive in order.
///
/// @param source where it stands, for failures
/// @param title the behaviour and the section of the standard that asks for it
public record Transcript(String source, String title, Setting setting, List<Step> steps) {
    public Transcript {
        steps = List.copyOf(steps);
    }

    /// Whether time must be made to pass, which only virtual time does.
    public boolean needsVirtualTime() {
        return setting.virtual() || steps.stream().anyMatch(Transcript::passesTime);
    }

    private static boolean passesTime(Step step) {
        return step.action() instanceof Step.Pass;
    }
}
