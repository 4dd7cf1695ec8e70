package io.rookery.routing.port;

import io.rookery.routing.wire.UsageSample;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Takes sampled usage (docs/protocol.md §6). Samples have deterministic ids, so sending one twice
/// counts once.
public interface UsageLog {
    /// Completes when the samples are durable; fails with [UnavailableException].
    CompletionStage<Void> send(List<UsageSample> samples);
}
