package io.rookery.archive.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A statement under construction: text and parameters, side by side.
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /// Adds text, and the values of its question marks.
    Sql add(String part, Object... values) {
        text.append(part);
        parameters.addAll(List.of(values));
        return this;
    }

    Sql add(Sql other) {
        text.append(other.text);
        parameters.addAll(other.parameters);
        return this;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        set(statement, 1);
        return statement;
    }

    /// Sets the parameters, the first at index `first`.
    void set(PreparedStatement statement, int first) throws SQLException {
        int index = first;
        for (Object parameter : parameters) {
            set(statement, index++, parameter);
        }
    }

    private static void set(PreparedStatement statement, int index, Object value)
            throws SQLException {
        switch (value) {
            case Instant instant ->
                    statement.setObject(index, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
            case List<?> ids ->
                    statement.setArray(
                            index, statement.getConnection().createArrayOf("uuid", ids.toArray()));
            case UUID id -> statement.setObject(index, id);
            default -> statement.setObject(index, value);
        }
    }

    static Instant instant(Timestamp timestamp) {
        return timestamp.toInstant();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
