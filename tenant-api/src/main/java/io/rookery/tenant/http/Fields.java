package io.rookery.tenant.http;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads a JSON object strictly: every property has its type and range, and nothing else is there.
/// Faults are collected with their pointers, and [#finish] throws them together. Values read before
/// it may be made up. Absent and `null` are the same.
public final class Fields {
    private final Map<String, JsonNode> properties;
    private final String pointer;
    private final List<Fault> faults;
    private final Set<String> known = new HashSet<>();
    private final List<Fields> children = new ArrayList<>();

    private Fields(JsonNode object, String pointer, List<Fault> faults) {
        this.pointer = pointer;
        this.faults = faults;
        Map<String, JsonNode> found = new LinkedHashMap<>();
        object.entries().forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        this.properties = found;
    }

    /// The fields of a body.
    ///
    /// @throws ProblemException when it is no object
    public static Fields of(JsonNode body) {
        if (!body.isObject()) {
            throw ProblemException.invalid("", "The body must be an object.");
        }
        return new Fields(body, "", new ArrayList<>());
    }

    /// Reads a whole body: `reader` takes what it knows, and the rest is a fault.
    ///
    /// @throws ProblemException when anything is wrong with it
    public static <T> T read(JsonNode body, Function<Fields, T> reader) {
        Fields fields = of(body);
        T value = reader.apply(fields);
        fields.finish();
        return value;
    }

    /// A string that must be there: 1 to `maxChars` characters, none of them a control character.
    public String text(String name, int maxChars) {
        Optional<String> value = optionalText(name, maxChars);
        if (value.isEmpty() && node(name).isEmpty()) {
            fault(name, "It is missing.");
        }
        return value.orElse("");
    }

    /// A string that may be absent.
    public Optional<String> optionalText(String name, int maxChars) {
        return node(name).flatMap(node -> text(name, node, maxChars));
    }

    /// A string that may be absent, and is one of a few.
    public Optional<String> optionalChoice(String name, List<String> choices) {
        Optional<String> value = optionalText(name, Integer.MAX_VALUE);
        if (value.isPresent() && !choices.contains(value.get())) {
            fault(name, "It must be one of " + String.join(", ", choices) + ".");
            return Optional.empty();
        }
        return value;
    }

    /// A secret that must be there: a string as it is, at most `maxChars` characters. Empty only
    /// when a fault was told.
    public Optional<String> secret(String name, int maxChars) {
        Optional<JsonNode> node = node(name);
        Optional<String> value =
                node.filter(JsonNode::isString)
                        .map(JsonNode::getStringValue)
                        .filter(text -> text.length() <= maxChars);
        if (node.isEmpty()) {
            fault(name, "It is missing.");
        } else if (value.isEmpty()) {
            fault(name, "It must be a string of at most %d characters.".formatted(maxChars));
        }
        return value;
    }

    /// A list of strings that must be there, without repetitions. Empty only when a fault was told.
    public Optional<List<String>> texts(String name, int maxItems, int maxChars) {
        if (node(name).isEmpty()) {
            fault(name, "It is missing.");
            return Optional.empty();
        }
        return optionalTexts(name, maxItems, maxChars);
    }

    /// A list of strings that may be absent, without repetitions.
    public Optional<List<String>> optionalTexts(String name, int maxItems, int maxChars) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!node.get().isArray() || node.get().size() > maxItems) {
            fault(name, "It must be a list of at most %d strings.".formatted(maxItems));
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        int index = 0;
        for (JsonNode item : node.get().values()) {
            String place = name + "/" + index++;
            Optional<String> value = text(place, item, maxChars);
            if (value.isPresent() && texts.contains(value.get())) {
                fault(place, "It is there already.");
            }
            value.ifPresent(texts::add);
        }
        return Optional.of(texts);
    }

    /// A whole number that may be absent.
    public Optional<Long> optionalNumber(String name, long min, long max) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<Long> value = node.filter(JsonNode::isNumber).flatMap(Fields::whole);
        if (value.isEmpty() || value.get() < min || value.get() > max) {
            fault(name, "It must be a whole number from %d to %d.".formatted(min, max));
            return Optional.empty();
        }
        return value;
    }

    /// A boolean that may be absent.
    public Optional<Boolean> optionalFlag(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isPresent() && !node.get().isBoolean()) {
            fault(name, "It must be true or false.");
            return Optional.empty();
        }
        return node.map(JsonNode::getBooleanValue);
    }

    /// An object that may be absent.
    public Optional<Fields> optionalObject(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!node.get().isObject()) {
            fault(name, "It must be an object.");
            return Optional.empty();
        }
        Fields child = new Fields(node.get(), place(name), faults);
        children.add(child);
        return Optional.of(child);
    }

    /// Says that a property is wrong.
    public void fault(String name, String detail) {
        faults.add(new Fault(place(name), detail));
    }

    /// Ends reading.
    ///
    /// @throws ProblemException when there was any fault, or a property that nobody asked for
    public void finish() {
        refuseUnknown();
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private void refuseUnknown() {
        for (String name : properties.keySet()) {
            if (!known.contains(name)) {
                faults.add(new Fault(place(escaped(name)), "There is no such property."));
            }
        }
        children.forEach(Fields::refuseUnknown);
    }

    private Optional<JsonNode> node(String name) {
        known.add(name);
        return Optional.ofNullable(properties.get(name)).filter(node -> !node.isNull());
    }

    private Optional<String> text(String place, JsonNode node, int maxChars) {
        if (!node.isString()) {
            fault(place, "It must be a string.");
            return Optional.empty();
        }
        String value = node.getStringValue();
        boolean plain = value.chars().noneMatch(Character::isISOControl);
        if (value.isBlank() || value.length() > maxChars || !plain) {
            fault(
                    place,
                    "It must have 1 to %d characters, and no control characters."
                            .formatted(maxChars));
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private static Optional<Long> whole(JsonNode node) {
        try {
            return Optional.of(new BigDecimal(node.getNumberValue().toString()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private String place(String name) {
        return pointer + "/" + name;
    }

    /// RFC 6901 §3.
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
