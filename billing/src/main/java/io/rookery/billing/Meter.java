package io.rookery.billing;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is counted. The keys are part of the API and of Kafka records: they are never renamed.
public enum Meter {
    MESSAGES_SENT(
            "messages_sent",
            "message",
            Aggregation.SUM,
            "Messages that an account of the domain sent and that were confirmed to it. Copies"
                    + " (carbons, archive pages, offline delivery) are not counted again.",
            "Nothing: derived from durable records, counted once by partition and offset. A message"
                    + " that was never confirmed is not counted."),
    MESSAGES_RECEIVED(
            "messages_received",
            "message",
            Aggregation.SUM,
            "Messages accepted for an account of the domain, once for each account however many"
                    + " sessions it has.",
            "Nothing: derived from durable records, counted once by partition and offset."),
    ONLINE_MINUTES(
            "online_minutes",
            "minute",
            Aggregation.SUM,
            "Minutes at whose beginning a session was connected, added over sessions; one that"
                    + " begins and ends within a minute is not counted, and neither is the time in"
                    + " which it waits to be resumed.",
            "At most the current minute of the sessions on an edge that crashes is not counted."),
    ACTIVE_USERS(
            "active_users",
            "user",
            Aggregation.DISTINCT,
            "Different accounts of the domain that had a session connected, however short, or sent"
                    + " a message in a calendar month (UTC).",
            "An account that sent nothing, and whose only session of the month began and ended in"
                    + " the minute before an edge crashed, is not counted."),
    PEAK_SESSIONS(
            "peak_sessions",
            "session",
            Aggregation.PEAK,
            "The largest number of sessions connected at once, by samples taken at the beginning of"
                    + " each minute and added over all edges. A session that waits to be resumed"
                    + " is not connected.",
            "The sample of the current minute of an edge that crashes is missing, so the peak can"
                    + " only be lower."),
    ARCHIVE_BYTES(
            "archive_bytes",
            "byte",
            Aggregation.SUM,
            "Bytes of stanzas written into archives of the domain.",
            "Nothing: derived from durable records, counted once by partition and offset.");

    private static final Map<String, Meter> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toMap(Meter::key, Function.identity()));

    private final String key;
    private final String unit;
    private final Aggregation aggregation;
    private final String meaning;
    private final String loss;

    Meter(String key, String unit, Aggregation aggregation, String meaning, String loss) {
        this.key = key;
        this.unit = unit;
        this.aggregation = aggregation;
        this.meaning = meaning;
        this.loss = loss;
    }

    /// How events of a meter become one number.
    public enum Aggregation {
        /// Quantities are added; corrections are negative quantities.
        SUM,
        /// Quantities of one minute are added over nodes, and the greatest minute counts.
        PEAK,
        /// Different subjects of a calendar month are counted; the quantity is ignored.
        DISTINCT
    }

    /// The meter of this key, or empty when there is none.
    public static Optional<Meter> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /// Name in the API and in records, `messages_sent`.
    public String key() {
        return key;
    }

    /// What one of the quantity is, in the singular.
    public String unit() {
        return unit;
    }

    public Aggregation aggregation() {
        return aggregation;
    }

    /// What is counted, in sentences for tenants.
    public String meaning() {
        return meaning;
    }

    /// What a crash may lose; it is always to the tenant's advantage.
    public String loss() {
        return loss;
    }
}
