package io.rookery.edge.sasl;

/// What a SASL exchange became, and what it asks for.
public record SaslStep(SaslState next, SaslOutput output) {
    static SaslStep failed(SaslFailure condition, String reason) {
        return new SaslStep(new SaslState.Ended(), new SaslOutput.Failure(condition, reason));
    }

    /// True when the exchange is over.
    public boolean isEnd() {
        return next instanceof SaslState.Ended;
    }
}
