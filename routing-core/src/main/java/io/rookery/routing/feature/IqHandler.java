package io.rookery.routing.feature;

/// Answers IQ requests; each gets exactly one [Outcome]. Runs on the account's thread and must not
/// block.
public interface IqHandler {
    Outcome handle(IqRequest request);
}
