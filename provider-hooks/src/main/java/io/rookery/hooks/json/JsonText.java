package io.rookery.hooks.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads and writes JSON as UTF-8. Reading refuses what is nested too deep, names that occur twice
/// in one object, numbers of more than 32 characters, and anything after the value. Safe for use by
/// many threads.
public final class JsonText {
    private static final int MAX_NUMBER_CHARS = 32;
    private static final int MAX_NAME_CHARS = 4_096;

    private final JsonFactory factory;

    /// @param maxDepth objects and arrays in one another
    public JsonText(int maxDepth) {
        StreamReadConstraints constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(MAX_NUMBER_CHARS)
                        .maxNameLength(MAX_NAME_CHARS)
                        .build();
        this.factory =
                new JsonFactoryBuilder()
                        .streamReadConstraints(constraints)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
    }

    /// Reads one object.
    ///
    /// @throws MalformedJsonException when the bytes are something else
    public JsonObject readObject(byte[] bytes) {
        try (JsonParser parser = factory.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("body: no JSON object (expected: one)");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("body: more than one value (expected: one)");
            }
            return object;
        } catch (IOException e) {
            // Not the cause's message: it quotes the text.
            throw new MalformedJsonException("body: no JSON (expected: one object)", e);
        }
    }

    /// The shortest text of a value.
    public byte[] write(Json value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = factory.createGenerator(bytes)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException("json: not written (expected: no error in memory)", e);
        }
        return bytes.toByteArray();
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new JsonObject(members);
    }

    private static Json.Array array(JsonParser parser) throws IOException {
        List<Json> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new Json.Array(values);
    }

    private static Json value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Json.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new Json.Numeral(new BigDecimal(parser.getText()));
            case VALUE_TRUE -> new Json.Flag(true);
            case VALUE_FALSE -> new Json.Flag(false);
            case VALUE_NULL -> new Json.Nothing();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new MalformedJsonException("body: no JSON (expected: one object)");
        };
    }

    private static void write(JsonGenerator generator, Json value) throws IOException {
        switch (value) {
            case Json.Text(String text) -> generator.writeString(text);
            case Json.Numeral(BigDecimal number) -> generator.writeNumber(number);
            case Json.Flag(boolean flag) -> generator.writeBoolean(flag);
            case Json.Nothing() -> generator.writeNull();
            case Json.Array(List<Json> values) -> {
                generator.writeStartArray();
                for (Json each : values) {
                    write(generator, each);
                }
                generator.writeEndArray();
            }
            case JsonObject(Map<String, Json> members) -> {
                generator.writeStartObject();
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    generator.writeFieldName(member.getKey());
                    write(generator, member.getValue());
                }
                generator.writeEndObject();
            }
        }
    }
}
