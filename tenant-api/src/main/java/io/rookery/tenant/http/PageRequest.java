package io.rookery.tenant.http;

import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which page of a list is asked for. A cursor is opaque to clients: it is the sort key of the last
/// row seen, so that rows that come and go meanwhile neither repeat nor hide others.
///
/// @param after sort key to read on behind; empty for the first page
/// @param limit rows of the page
public record PageRequest(String after, int limit) {
    private static final int DEFAULT_ROWS = 25;
    private static final int MAX_CURSOR_CHARS = 8_192;

    /// Reads `limit` and `cursor`.
    ///
    /// @throws ProblemException when one of them cannot be used
    public static PageRequest of(@Nullable Integer limit, @Nullable String cursor, Limits limits) {
        int rows = limit == null ? DEFAULT_ROWS : limit;
        if (rows < 1 || rows > limits.pageRows()) {
            throw ProblemException.parameter(
                    "limit", "It must be from 1 to %d.".formatted(limits.pageRows()));
        }
        return new PageRequest(cursor == null ? "" : key(cursor), rows);
    }

    /// One row more than the page has, which tells whether there is another page.
    public int fetch() {
        return limit + 1;
    }

    /// The id to read on behind, in a list that is ordered by ids.
    ///
    /// @throws ProblemException when the cursor is of another list
    public UUID id(Ids.Kind kind) {
        return kind.parse(after).orElseThrow(PageRequest::unusable);
    }

    static String cursor(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String cursor) {
        try {
            if (cursor.length() <= MAX_CURSOR_CHARS) {
                byte[] bytes = Base64.getUrlDecoder().decode(cursor);
                String key =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                if (key.chars().noneMatch(Character::isISOControl) && cursor(key).equals(cursor)) {
                    return key;
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw unusable();
        }
        throw unusable();
    }

    private static ProblemException unusable() {
        return ProblemException.parameter("cursor", "It must be a next_cursor of the same list.");
    }
}
