package io.rookery.server.demo;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A JSON object that the tenant API answered with.
record Answer(JsonNode json) {
    String text(String name) {
        return member(name).getStringValue();
    }

    long number(String name) {
        return member(name).getLongValue();
    }

    /// The objects in an array.
    List<Answer> list(String name) {
        List<Answer> list = new ArrayList<>();
        member(name).values().forEach(each -> list.add(new Answer(each)));
        return list;
    }

    private JsonNode member(String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new Failed("answer without " + name);
        }
        return value;
    }
}
