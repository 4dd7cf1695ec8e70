package io.rookery.testkit.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What shows that a requirement is met, or why it is not.
sealed interface Evidence {
    /// A test of a module, `xmpp-model:JidTest` or `xmpp-model:JidTest#an_empty_part_is_refused`.
    Pattern TEST = Pattern.compile("(?<module>[a-z-]+):(?<type>\\w+)(#(?<method>\\w+))?");

    Pattern TRANSCRIPT = Pattern.compile("[a-z0-9-]+/[a-z0-9-]+");
    String NOT_DONE = "not done: ";
    String DOES_NOT_APPLY = "does not apply: ";

    /// Transcripts (`delivery/bare-iq`) and tests that fail when the requirement is broken; at
    /// least one.
    record Shown(List<String> transcripts, List<String> tests) implements Evidence {
        public Shown {
            transcripts = List.copyOf(transcripts);
            tests = List.copyOf(tests);
        }
    }

    /// The requirement is not met, or nothing shows that it is.
    record NotDone(String why) implements Evidence {}

    /// The requirement is for those that take an option which this server does not take.
    record DoesNotApply(String why) implements Evidence {}

    /// Reads the last column of a table.
    ///
    /// @throws IllegalArgumentException when it names neither evidence nor a reason
    static Evidence parse(String cell) {
        String text = cell.strip();
        if (text.startsWith(NOT_DONE) && text.length() > NOT_DONE.length()) {
            return new NotDone(text.substring(NOT_DONE.length()).strip());
        }
        if (text.startsWith(DOES_NOT_APPLY) && text.length() > DOES_NOT_APPLY.length()) {
            return new DoesNotApply(text.substring(DOES_NOT_APPLY.length()).strip());
        }
        List<String> transcripts = new ArrayList<>();
        List<String> tests = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            Matcher test = TEST.matcher(name.strip());
            if (test.matches()) {
                tests.add(name.strip());
            } else if (TRANSCRIPT.matcher(name.strip()).matches()) {
                transcripts.add(name.strip());
            } else {
                throw new IllegalArgumentException(
                        "evidence: " + text + " (expected: transcripts, tests, or a reason)");
            }
        }
        return new Shown(transcripts, tests);
    }
}
