package io.rookery.server.doctor;

import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/// Collects what one look found. Confined to the thread that looks.
final class Findings {
    private final String node;
    private final List<Finding> found = new ArrayList<>();

    /// @param node where the things are that are found; empty when they are nobody's in particular
    Findings(String node) {
        this.node = node;
    }

    /// What is wrong and what follows from it.
    record Trouble(String code, String subject, String text, String meaning, String advice) {}

    void error(Trouble trouble) {
        add(Severity.ERROR, trouble);
    }

    void warning(Trouble trouble) {
        add(Severity.WARNING, trouble);
    }

    void note(Trouble trouble) {
        add(Severity.NOTE, trouble);
    }

    void add(Severity severity, Trouble trouble) {
        found.add(
                new Finding(
                        severity,
                        trouble.code(),
                        node,
                        trouble.subject(),
                        trouble.text(),
                        trouble.meaning(),
                        trouble.advice()));
    }

    List<Finding> all() {
        return List.copyOf(found);
    }
}
