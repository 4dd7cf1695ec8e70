package io.rookery.testkit.transcript;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `${name}` stands for: JIDs of clients, and what was captured.
public final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.]+)}");

    private static final Pattern TIMES = Pattern.compile("\\{times (\\d+) ([^{}]+)}");
    private static final Pattern ERROR = Pattern.compile("\\{error ([a-z]+) ([a-z-]+)}");
    private static final String ERROR_XML =
            "<error type='$1'>{lenient}<$2 xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

    private final Map<String, String> values = new HashMap<>();

    void set(String name, String value) {
        values.put(name, value);
    }

    /// `text` with every reference replaced, `{error cancel item-not-found}` by the element, and
    /// `{times 3 a}` by `aaa`.
    ///
    /// @throws IllegalArgumentException when one is not known
    String resolve(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "variable: "
                                + matcher.group(1)
                                + " (expected: one of "
                                + values.keySet()
                                + ")");
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        String errors = ERROR.matcher(matcher.appendTail(resolved)).replaceAll(ERROR_XML);
        return TIMES.matcher(errors)
                .replaceAll(times ->
                        Matcher.quoteReplacement(
                                times.group(2).repeat(Integer.parseInt(times.group(1)))));
    }
}
