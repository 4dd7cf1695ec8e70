package io.rookery.routing.port.watch;

import java.util.List;

/// What several nodes answered.
///
/// @param silent members that did not answer in time, `host:port`
public record Answers<T>(List<T> answers, List<String> silent) {
    public Answers {
        answers = List.copyOf(answers);
        silent = List.copyOf(silent);
    }
}
