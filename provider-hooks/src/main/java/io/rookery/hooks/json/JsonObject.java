package io.rookery.hooks.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A JSON object that knows how to say which member is missing or of another kind. Its order is
/// that of the text.
public record JsonObject(Map<String, Json> members) implements Json {
    /// Has no members.
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /// This object and one more member.
    public JsonObject with(String name, Json value) {
        Map<String, Json> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new JsonObject(more);
    }

    /// This object and one more member that is a text.
    public JsonObject with(String name, String value) {
        return with(name, Json.of(value));
    }

    /// The text called `name`.
    ///
    /// @throws MalformedJsonException when there is none
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name, "text"));
    }

    /// The text called `name`; empty when there is none, or null.
    ///
    /// @throws MalformedJsonException when it is something else
    public Optional<String> optionalText(String name) {
        return switch (member(name)) {
            case Text(String value) -> Optional.of(value);
            case Nothing() -> Optional.empty();
            case Numeral _, Flag _, Array _, JsonObject _ -> throw otherKind(name, "text");
        };
    }

    /// The true or false called `name`, `otherwise` when there is none.
    ///
    /// @throws MalformedJsonException when it is something else
    public boolean flag(String name, boolean otherwise) {
        return switch (member(name)) {
            case Flag(boolean value) -> value;
            case Nothing() -> otherwise;
            case Numeral _, Text _, Array _, JsonObject _ -> throw otherKind(name, "boolean");
        };
    }

    /// The whole number called `name`, `otherwise` when there is none.
    ///
    /// @throws MalformedJsonException when it is something else, or not within the range
    public long whole(String name, long otherwise, long min, long max) {
        return switch (member(name)) {
            case Numeral(java.math.BigDecimal value) -> ranged(name, value, min, max);
            case Nothing() -> otherwise;
            case Flag _, Text _, Array _, JsonObject _ -> throw otherKind(name, "number");
        };
    }

    /// The array called `name`; empty when there is none.
    ///
    /// @throws MalformedJsonException when it is something else
    public java.util.List<Json> array(String name) {
        return switch (member(name)) {
            case Array(java.util.List<Json> values) -> values;
            case Nothing() -> java.util.List.of();
            case Flag _, Text _, Numeral _, JsonObject _ -> throw otherKind(name, "array");
        };
    }

    /// The object called `name`.
    ///
    /// @throws MalformedJsonException when there is none
    public JsonObject object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name, "object"));
    }

    /// The object called `name`; empty when there is none, or null.
    ///
    /// @throws MalformedJsonException when it is something else
    public Optional<JsonObject> optionalObject(String name) {
        return switch (member(name)) {
            case JsonObject object -> Optional.of(object);
            case Nothing() -> Optional.empty();
            case Flag _, Text _, Numeral _, Array _ -> throw otherKind(name, "object");
        };
    }

    /// True when there is a member of this name, even null.
    public boolean has(String name) {
        return members.containsKey(name);
    }

    private Json member(String name) {
        Json value = members.get(name);
        return value == null ? new Nothing() : value;
    }

    private static long ranged(String name, java.math.BigDecimal value, long min, long max) {
        try {
            long whole = value.longValueExact();
            if (whole >= min && whole <= max) {
                return whole;
            }
        } catch (ArithmeticException e) {
            throw outOfRange(name, min, max, e);
        }
        throw outOfRange(name, min, max, null);
    }

    // None of these repeats a value: it may be a secret, and is shown to the tenant's operators.

    private static MalformedJsonException missing(String name, String kind) {
        return new MalformedJsonException(name + ": missing (expected: " + kind + ")");
    }

    private static MalformedJsonException otherKind(String name, String kind) {
        return new MalformedJsonException(name + ": another kind (expected: " + kind + ")");
    }

    private static MalformedJsonException outOfRange(
            String name, long min, long max, @org.jspecify.annotations.Nullable Exception cause) {
        return new MalformedJsonException(
                name + ": out of range (expected: a whole number from " + min + " to " + max + ")",
                cause);
    }
}
