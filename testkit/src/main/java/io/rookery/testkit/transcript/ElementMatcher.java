package io.rookery.testkit.transcript;

import io.rookery.testkit.net.Xml;
import io.rookery.xmpp.xml.Attribute;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares what came with what a transcript expects, by infoset. `{any}` as a value is any value,
/// as the text of an element any content; `{capture name}` is any value and remembers it; `{utc}`
/// is any date and time of XEP-0082 in UTC; `{not text}` is any value but that; `{lenient}` in an
/// element lets attributes and children be there that are not named.
///
/// A `stanza-id` (XEP-0359) that is not expected is overlooked: [Invariants] checks all of them.
final class ElementMatcher {
    private static final Pattern CAPTURE = Pattern.compile("\\{capture (\\w+)}");
    private static final Pattern NOT = Pattern.compile("\\{not (.*)}");
    private static final String LENIENT = "{lenient}";
    private static final String ANY = "{any}";
    private static final String UTC = "{utc}";
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final String STANZA_ID = "urn:xmpp:sid:0";

    private final Map<String, String> captured = new HashMap<>();

    /// Empty when `actual` is as expected, else what is not. What was captured goes to `variables`
    /// only in the first case.
    static Optional<String> mismatch(Element expected, Element actual, Variables variables) {
        ElementMatcher matcher = new ElementMatcher();
        Optional<String> wrong =
                matcher.compare(Xml.tidied(expected), Xml.tidied(actual), actual.name());
        if (wrong.isEmpty()) {
            matcher.captured.forEach(variables::set);
        }
        return wrong;
    }

    private Optional<String> compare(Element expected, Element actual, String path) {
        if (!expected.is(actual.name(), actual.namespace())) {
            return Optional.of(
                    path
                            + ": is {"
                            + actual.namespace()
                            + '}'
                            + actual.name()
                            + " (expected: {"
                            + expected.namespace()
                            + '}'
                            + expected.name()
                            + ')');
        }
        boolean lenient = expected.text().contains(LENIENT);
        return attributes(expected, actual, path, lenient)
                .or(() -> content(expected, actual, path, lenient));
    }

    private Optional<String> attributes(
            Element expected, Element actual, String path, boolean lenient) {
        for (Attribute attribute : expected.attributes()) {
            String value = actual.attribute(attribute.namespace(), attribute.name());
            if (value == null || !value(attribute.value(), value)) {
                return Optional.of(
                        path
                                + '@'
                                + attribute.name()
                                + ": is "
                                + value
                                + " (expected: "
                                + attribute.value()
                                + ')');
            }
        }
        for (Attribute attribute : actual.attributes()) {
            if (!lenient && expected.attribute(attribute.namespace(), attribute.name()) == null) {
                return Optional.of(
                        path
                                + '@'
                                + attribute.name()
                                + ": is "
                                + attribute.value()
                                + " (expected: no such attribute)");
            }
        }
        return Optional.empty();
    }

    private Optional<String> content(
            Element expected, Element actual, String path, boolean lenient) {
        String text = expected.text().replace(LENIENT, "").strip();
        if (text.equals(ANY) && expected.children().isEmpty()) {
            return Optional.empty();
        }
        boolean leaf = expected.children().isEmpty();
        String wanted = leaf && !lenient ? expected.text() : text;
        if (!(lenient && wanted.isEmpty()) && !value(wanted, actual.text())) {
            return Optional.of(
                    path + ": says '" + actual.text() + "' (expected: '" + wanted + "')");
        }
        return lenient ? someChildren(expected, actual, path) : allChildren(expected, actual, path);
    }

    private Optional<String> allChildren(Element expected, Element actual, String path) {
        List<Element> there = new ArrayList<>(actual.children());
        if (expected.child("stanza-id", STANZA_ID) == null) {
            there.removeIf(child -> child.is("stanza-id", STANZA_ID));
        }
        List<Element> wanted = expected.children();
        for (int i = 0; i < Math.min(wanted.size(), there.size()); i++) {
            Optional<String> wrong =
                    compare(wanted.get(i), there.get(i), path + '/' + there.get(i).name());
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        if (there.size() > wanted.size()) {
            return Optional.of(
                    path + ": has " + there.get(wanted.size()) + " (expected: no such child)");
        }
        return there.size() < wanted.size()
                ? Optional.of(path + ": lacks " + wanted.get(there.size()))
                : Optional.empty();
    }

    private Optional<String> someChildren(Element expected, Element actual, String path) {
        List<Element> there = new ArrayList<>(actual.children());
        for (Element wanted : expected.children()) {
            boolean found = false;
            for (Element child : List.copyOf(there)) {
                if (!found && compare(wanted, child, path + '/' + child.name()).isEmpty()) {
                    there.remove(child);
                    found = true;
                }
            }
            if (!found) {
                return Optional.of(path + ": lacks " + wanted);
            }
        }
        return Optional.empty();
    }

    private boolean value(String expected, String actual) {
        if (expected.equals(ANY)) {
            return true;
        }
        if (expected.equals(UTC)) {
            return DATE_TIME.matcher(actual).matches();
        }
        Matcher not = NOT.matcher(expected);
        if (not.matches()) {
            return !not.group(1).equals(actual);
        }
        Matcher capture = CAPTURE.matcher(expected);
        if (capture.matches()) {
            captured.put(capture.group(1), actual);
            return true;
        }
        return expected.equals(actual);
    }
}
