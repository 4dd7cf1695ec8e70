package io.rookery.hooks.json;

import java.math.BigDecimal;
import java.util.List;

/// A JSON value (RFC 8259).
public sealed interface Json
        permits Json.Text, Json.Numeral, Json.Flag, Json.Nothing, Json.Array, JsonObject {
    record Text(String value) implements Json {}

    record Numeral(BigDecimal value) implements Json {}

    record Flag(boolean value) implements Json {}

    record Nothing() implements Json {}

    record Array(List<Json> values) implements Json {
        public Array {
            values = List.copyOf(values);
        }
    }

    /// A text.
    static Json of(String value) {
        return new Text(value);
    }

    /// A whole number.
    static Json of(long value) {
        return new Numeral(BigDecimal.valueOf(value));
    }

    static Json of(boolean value) {
        return new Flag(value);
    }
}
