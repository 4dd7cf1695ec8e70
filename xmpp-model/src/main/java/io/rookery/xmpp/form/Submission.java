package io.rookery.xmpp.form;

import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.jid.JidFormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds an answer against the form that asked (§3.2, §3.3).
final class Submission {

    private Submission() {}

    static List<String> faults(Form form, Form submission) {
        List<String> faults = new ArrayList<>();
        String about = form.formType();
        String answered = submission.formType();
        if (about != null && answered != null && !about.equals(answered)) {
            faults.add(Form.FORM_TYPE + ": " + answered + " (expected: " + about + ")");
        }
        for (Field asked : form.fields()) {
            String name = asked.name();
            if (name != null && asked.type() != Field.Type.FIXED) {
                check(asked, name, submission.field(name), faults);
            }
        }
        return List.copyOf(faults);
    }

    private static void check(
            Field asked, String name, @Nullable Field answer, List<String> faults) {
        List<String> values = answer == null ? List.of() : answer.values();
        if (values.isEmpty()) {
            if (asked.required()) {
                faults.add(name + ": nothing (expected: an answer)");
            }
            return;
        }
        Field.Type type = asked.type() == null ? Field.Type.TEXT_SINGLE : asked.type();
        if (values.size() > 1 && !type.isMulti()) {
            faults.add(name + ": " + values.size() + " values (expected: one)");
        }
        for (String value : values) {
            String expected = expected(asked, type, value);
            if (expected != null) {
                faults.add(name + ": " + value + " (expected: " + expected + ")");
            }
        }
    }

    /// What a value should have been, or null when it is fine.
    private static @Nullable String expected(Field asked, Field.Type type, String value) {
        return switch (type) {
            case BOOLEAN -> isBool(value) ? null : "true or false";
            case JID_SINGLE, JID_MULTI -> isJid(value) ? null : "a JID";
            case LIST_SINGLE, LIST_MULTI ->
                    asked.options().stream().anyMatch(o -> o.value().equals(value))
                            ? null
                            : "one of the options";
            case FIXED, HIDDEN, TEXT_MULTI, TEXT_PRIVATE, TEXT_SINGLE -> null;
        };
    }

    static boolean bool(String name, String value) {
        if (!isBool(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: true or false)");
        }
        return value.equals("1") || value.equals("true");
    }

    private static boolean isBool(String value) {
        return switch (value) {
            case "0", "1", "false", "true" -> true;
            default -> false;
        };
    }

    private static boolean isJid(String value) {
        try {
            Jid.parse(value);
            return true;
        } catch (JidFormatException e) {
            return false;
        }
    }
}
