package io.rookery.archive.retention;

import java.util.HexFormat;

/// One JSON object on one line, written field by field. For one thread.
final class JsonLine {
    private final StringBuilder json = new StringBuilder("{\"kind\":");

    JsonLine(String kind) {
        quote(kind);
    }

    /// Adds a field, or nothing when its value is empty.
    void text(String name, String value) {
        if (!value.isEmpty()) {
            json.append(",\"").append(name).append("\":");
            quote(value);
        }
    }

    /// Adds a list.
    void texts(String name, String[] values) {
        json.append(",\"").append(name).append("\":[");
        for (int i = 0; i < values.length; i++) {
            json.append(i == 0 ? "" : ",");
            quote(values[i]);
        }
        json.append(']');
    }

    String end() {
        return json.append('}').toString();
    }

    private void quote(String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            // RFC 8259 §7; and the line ends of JavaScript, which are not JSON's.
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                json.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
