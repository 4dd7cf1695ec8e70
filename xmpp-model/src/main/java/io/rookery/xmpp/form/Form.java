package io.rookery.xmpp.form;

import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A data form: questions, answers or a table of results.
///
/// @param reported the columns of a result with items, each without values
/// @param items the rows of a result, each the fields of one item
public record Form(
        Type type,
        @Nullable String title,
        List<String> instructions,
        List<Field> fields,
        List<Field> reported,
        List<List<Field>> items) {

    /// The namespace.
    public static final String NAMESPACE = "jabber:x:data";

    /// The name of the field that says what a form is about (XEP-0068).
    public static final String FORM_TYPE = "FORM_TYPE";

    /// What a form is for (§3.1).
    public enum Type {
        /// To be filled in.
        FORM,
        /// Filled in.
        SUBMIT,
        /// Not to be filled in after all.
        CANCEL,
        /// Data given back.
        RESULT;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /// The value of the attribute `type`.
        public String wireName() {
            return wireName;
        }
    }

    /// Keeps its own copies of the lists.
    public Form {
        instructions = List.copyOf(instructions);
        fields = List.copyOf(fields);
        reported = List.copyOf(reported);
        items = items.stream().map(List::copyOf).toList();
    }

    /// A form of these fields, without title.
    public static Form of(Type type, Field... fields) {
        return new Form(type, null, List.of(), List.of(fields), List.of(), List.of());
    }

    /// A form of these fields about one thing.
    ///
    /// @param formType the value of the hidden field FORM_TYPE
    public static Form of(Type type, String formType, List<Field> fields) {
        List<Field> all = new ArrayList<>(fields.size() + 1);
        all.add(Field.hidden(FORM_TYPE, formType));
        all.addAll(fields);
        return new Form(type, null, List.of(), all, List.of(), List.of());
    }

    /// Reads the first form among an element's children, or null when there is none.
    ///
    /// @throws IllegalArgumentException when its type is none that the standard has
    public static @Nullable Form within(Element parent) {
        Element x = parent.child("x", NAMESPACE);
        return x == null ? null : parse(x);
    }

    /// Reads an `<x/>`.
    ///
    /// @throws IllegalArgumentException when `x` is no form, or its type none that the standard has
    public static Form parse(Element x) {
        if (!x.is("x", NAMESPACE)) {
            throw new IllegalArgumentException("element: " + x.name() + " (expected: a data form)");
        }
        List<String> instructions = new ArrayList<>();
        for (Element line : x.children("instructions", NAMESPACE)) {
            instructions.add(line.text());
        }
        Element reported = x.child("reported");
        List<List<Field>> items = new ArrayList<>();
        for (Element item : x.children("item", NAMESPACE)) {
            items.add(fields(item));
        }
        return new Form(
                type(x.attribute("type")),
                x.childText("title"),
                instructions,
                fields(x),
                reported == null ? List.of() : fields(reported),
                items);
    }

    private static Type type(@Nullable String wireName) {
        for (Type type : Type.values()) {
            if (type.wireName.equals(wireName)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "type: " + wireName + " (expected: form, submit, cancel or result)");
    }

    private static List<Field> fields(Element parent) {
        List<Field> fields = new ArrayList<>();
        for (Element field : parent.children("field", NAMESPACE)) {
            fields.add(Field.parse(field));
        }
        return fields;
    }

    /// The same form with a title and instructions for people.
    public Form titled(String title, String... instructions) {
        return new Form(type, title, List.of(instructions), fields, reported, items);
    }

    /// What the form is about: the value of FORM_TYPE, or null (XEP-0068).
    public @Nullable String formType() {
        return value(FORM_TYPE);
    }

    /// The field of that name, or null.
    public @Nullable Field field(String name) {
        for (Field field : fields) {
            if (name.equals(field.name())) {
                return field;
            }
        }
        return null;
    }

    /// The first value of the field of that name, or null.
    public @Nullable String value(String name) {
        Field field = field(name);
        return field == null ? null : field.value();
    }

    /// All values of the field of that name, none when there is no such field.
    public List<String> values(String name) {
        Field field = field(name);
        return field == null ? List.of() : field.values();
    }

    /// The value of a boolean field, or `absent` when it has none.
    ///
    /// @throws IllegalArgumentException when the value is no boolean
    public boolean isSet(String name, boolean absent) {
        String value = value(name);
        return value == null ? absent : Submission.bool(name, value);
    }

    /// What is wrong with an answer to this form: one sentence for each fault, none when it fits.
    ///
    /// Fields that this form does not ask for are no fault; who uses the answer ignores them.
    public List<String> faultsOf(Form submission) {
        return Submission.faults(this, submission);
    }

    /// This form as `<x/>`.
    public Element toElement() {
        Element.Builder x =
                Element.builder("x", NAMESPACE)
                        .attribute("type", type.wireName)
                        .child("title", title);
        instructions.forEach(line -> x.child("instructions", line));
        fields.forEach(field -> x.child(field.toElement()));
        if (!reported.isEmpty()) {
            x.child(container("reported", reported));
        }
        items.forEach(item -> x.child(container("item", item)));
        return x.build();
    }

    private static Element container(String name, List<Field> fields) {
        Element.Builder container = Element.builder(name, NAMESPACE);
        fields.forEach(field -> container.child(field.toElement()));
        return container.build();
    }
}
