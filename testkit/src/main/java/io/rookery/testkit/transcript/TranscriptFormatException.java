package io.rookery.testkit.transcript;

/// A transcript that cannot be read; the message names file and line.
public final class TranscriptFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TranscriptFormatException(String source, int line, String problem) {
        super(source + ':' + line + ": " + problem);
    }
}
