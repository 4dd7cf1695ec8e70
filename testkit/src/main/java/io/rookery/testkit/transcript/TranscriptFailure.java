package io.rookery.testkit.transcript;

/// A transcript that did not go as written.
public final class TranscriptFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    TranscriptFailure(String message) {
        super(message);
    }

    TranscriptFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
