package io.rookery.xmpp.delay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The DateTime profile of XEP-0082 §3.2.
public final class DateTime {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private DateTime() {}

    /// Writes an instant in UTC with milliseconds.
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }

    /// Reads a date and time with `Z` or an offset.
    ///
    /// @throws IllegalArgumentException when `text` is none
    public static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "stamp: " + text + " (expected: a DateTime of XEP-0082)", e);
        }
    }
}
