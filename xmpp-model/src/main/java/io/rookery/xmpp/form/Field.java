package io.rookery.xmpp.form;

import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One field of a form: its question, its answer, or both.
///
/// @param name the attribute `var`, null only for fixed text
/// @param type what may be answered, null in submissions, where it goes without saying
/// @param label for people
/// @param description for people, longer
/// @param required whether a submission must answer it
/// @param values the answer, or what is suggested
/// @param options what may be chosen, for the two list types
public record Field(
        @Nullable String name,
        @Nullable Type type,
        @Nullable String label,
        @Nullable String description,
        boolean required,
        List<String> values,
        List<Option> options) {

    /// What kind of answer a field takes (§3.3).
    public enum Type {
        /// True or false.
        BOOLEAN("boolean"),
        /// Text for people, no question.
        FIXED("fixed"),
        /// Not shown, given back as it is.
        HIDDEN("hidden"),
        /// Any number of addresses.
        JID_MULTI("jid-multi"),
        /// An address.
        JID_SINGLE("jid-single"),
        /// Any number of the options.
        LIST_MULTI("list-multi"),
        /// One of the options.
        LIST_SINGLE("list-single"),
        /// Lines of text.
        TEXT_MULTI("text-multi"),
        /// A line of text that is not shown.
        TEXT_PRIVATE("text-private"),
        /// A line of text.
        TEXT_SINGLE("text-single");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        static @Nullable Type named(@Nullable String wireName) {
            for (Type type : values()) {
                if (type.wireName.equals(wireName)) {
                    return type;
                }
            }
            return null;
        }

        /// The value of the attribute `type`.
        public String wireName() {
            return wireName;
        }

        /// Whether an answer may have more than one value.
        public boolean isMulti() {
            return switch (this) {
                case JID_MULTI, LIST_MULTI, TEXT_MULTI, HIDDEN, FIXED -> true;
                case BOOLEAN, JID_SINGLE, LIST_SINGLE, TEXT_PRIVATE, TEXT_SINGLE -> false;
            };
        }
    }

    /// One choice.
    ///
    /// @param label for people, or null
    public record Option(@Nullable String label, String value) {}

    /// Keeps its own copies of the lists.
    public Field {
        values = List.copyOf(values);
        options = List.copyOf(options);
    }

    /// A question with what is suggested as its answer.
    public static Field of(String name, Type type, @Nullable String label, String... values) {
        return new Field(name, type, label, null, false, List.of(values), List.of());
    }

    /// A yes-or-no question.
    public static Field of(String name, @Nullable String label, boolean value) {
        return of(name, Type.BOOLEAN, label, value ? "1" : "0");
    }

    /// A field that is not shown.
    public static Field hidden(String name, String value) {
        return of(name, Type.HIDDEN, null, value);
    }

    /// An answer in a submission.
    public static Field answer(String name, String... values) {
        return new Field(name, null, null, null, false, List.of(values), List.of());
    }

    /// The same field, which a submission must answer.
    public Field asRequired() {
        return new Field(name, type, label, description, true, values, options);
    }

    /// The same field with options.
    public Field withOptions(Option... options) {
        return new Field(name, type, label, description, required, values, List.of(options));
    }

    /// The first value, or null when there is none.
    public @Nullable String value() {
        return values.isEmpty() ? null : values.getFirst();
    }

    /// Reads a `<field/>`; an unknown type is as none (§3.3).
    static Field parse(Element element) {
        List<String> values = new ArrayList<>();
        List<Option> options = new ArrayList<>();
        for (Element child : element.children("value", Form.NAMESPACE)) {
            values.add(child.text());
        }
        for (Element child : element.children("option", Form.NAMESPACE)) {
            String value = child.childText("value");
            if (value != null) {
                options.add(new Option(child.attribute("label"), value));
            }
        }
        return new Field(
                element.attribute("var"),
                Type.named(element.attribute("type")),
                element.attribute("label"),
                element.childText("desc"),
                element.child("required") != null,
                values,
                options);
    }

    Element toElement() {
        Element.Builder field =
                Element.builder("field", Form.NAMESPACE)
                        .attribute("var", name)
                        .attribute("type", type == null ? null : type.wireName())
                        .attribute("label", label)
                        .child("desc", description);
        if (required) {
            field.child("required");
        }
        values.forEach(value -> field.child("value", value));
        for (Option option : options) {
            field.child(
                    Element.builder("option", Form.NAMESPACE)
                            .attribute("label", option.label())
                            .child("value", option.value())
                            .build());
        }
        return field.build();
    }
}
