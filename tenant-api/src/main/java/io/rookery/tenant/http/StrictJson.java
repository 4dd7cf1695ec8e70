package io.rookery.tenant.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.Headers;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.body.TypedMessageBodyReader;
import io.micronaut.json.tree.JsonNode;
import io.rookery.tenant.Limits;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads bodies as I-JSON (RFC 7493 §2): one value in UTF-8 and nothing behind it, no name twice in
/// an object, no half of a surrogate pair. What two parsers could read differently is read by none.
@Singleton
@Order(-100)
@Consumes(MediaType.APPLICATION_JSON)
final class StrictJson implements TypedMessageBodyReader<JsonNode> {
    private final JsonFactory json = new JsonFactory();
    private final Limits limits;

    StrictJson(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Argument<JsonNode> getType() {
        return Argument.of(JsonNode.class);
    }

    @Override
    public JsonNode read(
            Argument<JsonNode> type,
            @Nullable MediaType mediaType,
            Headers headers,
            InputStream body) {
        try (body) {
            return parse(body.readAllBytes());
        } catch (IOException e) {
            throw malformed();
        }
    }

    /// Parses a body.
    ///
    /// @throws ProblemException when it is no JSON, or JSON that breaks a rule of RFC 7493
    JsonNode parse(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problem.MALFORMED_JSON, "The body is not UTF-8.");
        }
        try (JsonParser parser = json.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new ProblemException(Problem.MALFORMED_JSON, "The body is empty.");
            }
            JsonNode value = value(parser, first, "", 0);
            if (parser.nextToken() != null) {
                throw new ProblemException(
                        Problem.MALFORMED_JSON, "There is something behind the JSON value.");
            }
            return value;
        } catch (IOException e) {
            throw malformed();
        }
    }

    private JsonNode value(JsonParser parser, JsonToken token, String pointer, int depth)
            throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser, pointer, deeper(pointer, depth));
            case START_ARRAY -> array(parser, pointer, deeper(pointer, depth));
            case VALUE_STRING -> JsonNode.createStringNode(text(parser.getText(), pointer));
            case VALUE_NUMBER_INT -> JsonNode.createNumberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> JsonNode.createNumberNode(parser.getDecimalValue());
            case VALUE_TRUE -> JsonNode.createBooleanNode(true);
            case VALUE_FALSE -> JsonNode.createBooleanNode(false);
            case VALUE_NULL -> JsonNode.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw malformed();
        };
    }

    private JsonNode object(JsonParser parser, String pointer, int depth) throws IOException {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        while (next(parser) == JsonToken.FIELD_NAME) {
            String name = text(parser.currentName(), pointer);
            String place = pointer + '/' + Fields.escaped(name);
            if (members.put(name, value(parser, next(parser), place, depth)) != null) {
                throw ProblemException.invalid(place, "It is there twice.");
            }
        }
        return JsonNode.createObjectNode(members);
    }

    private JsonNode array(JsonParser parser, String pointer, int depth) throws IOException {
        List<JsonNode> items = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            items.add(value(parser, token, pointer + '/' + items.size(), depth));
        }
        return JsonNode.createArrayNode(items);
    }

    private int deeper(String pointer, int depth) {
        if (depth == limits.bodyDepth()) {
            throw ProblemException.invalid(
                    pointer,
                    "Objects and lists are nested deeper than %d.".formatted(limits.bodyDepth()));
        }
        return depth + 1;
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw malformed();
        }
        return token;
    }

    /// PostgreSQL and UTF-8 have no form for half of a pair: it would come back as another text.
    private static String text(String text, String pointer) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw ProblemException.invalid(
                        pointer, "It has half of a surrogate pair (RFC 7493 §2.1).");
            }
        }
        return text;
    }

    private static ProblemException malformed() {
        return new ProblemException(Problem.MALFORMED_JSON, Problem.MALFORMED_JSON.title() + ".");
    }
}
