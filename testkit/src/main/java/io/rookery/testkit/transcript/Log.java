package io.rookery.testkit.transcript;

import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.List;

/// What happened so far, for failures.
final class Log {
    private static final int SHOWN = 60;

    private final List<String> lines = new ArrayList<>();

    void sent(String client, String text) {
        lines.add(client + " > " + text.replace('\n', ' '));
    }

    void received(String client, Element element) {
        lines.add(client + " < " + element.toXml());
    }

    void note(String text) {
        lines.add(text);
    }

    @Override
    public String toString() {
        List<String> shown = lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
        return String.join("\n    ", shown);
    }
}
