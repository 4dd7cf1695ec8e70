package io.rookery.archive;

import java.time.Duration;

/// Every maximum of this module.
public record Limits(Log log, Ingest ingest, Query query, Retention retention) {
    /// What applies unless a setting says otherwise.
    public static final Limits DEFAULT =
            new Limits(Log.DEFAULT, Ingest.DEFAULT, Query.DEFAULT, Retention.DEFAULT);

    /// The log's clients.
    ///
    /// @param tail how far before its last record a partition is replayed (docs/protocol.md §6)
    /// @param recordBytes largest record accepted, encoded
    /// @param linger how long a batch waits for more records
    /// @param watchPause how long records gather before they are searched for another node's
    ///   opening; as much later an owner that writes nothing learns that it was replaced
    /// @param batchBytes largest batch of one partition
    /// @param bufferBytes records of the whole node that brokers have not confirmed
    /// @param deliveryTimeout how long a record is tried to be written while brokers are away:
    ///   until then online users still receive and only acknowledgements wait (P8), after it the
    ///   record's fate is unknown and its partition is lost. More than an account's retry deadline,
    ///   so that senders have had their error by then; less than `tail`
    /// @param blockTimeout how long an append may hold its caller when the buffer is full
    /// @param stallTimeout an opening or re-reading that gets no record for this long fails
    /// @param readers openings and re-readings that run at a time
    /// @param waitingReaders openings and re-readings that wait for one of them
    public record Log(
            Duration tail,
            int recordBytes,
            Duration linger,
            Duration watchPause,
            int batchBytes,
            long bufferBytes,
            Duration deliveryTimeout,
            Duration blockTimeout,
            Duration stallTimeout,
            int readers,
            int waitingReaders) {
        /// Of docs/protocol.md §8 and for a node of ordinary size.
        public static final Log DEFAULT =
                new Log(
                        Duration.ofMinutes(2),
                        1 << 20,
                        Duration.ofMillis(5),
                        Duration.ofMillis(250),
                        128 << 10,
                        64L << 20,
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        4,
                        2_000);

        private static final Duration REQUEST_MAX = Duration.ofSeconds(15);

        /// How long one request to a broker may take, so that another can be tried in time.
        public Duration requestTimeout() {
            Duration half = deliveryTimeout.minus(linger).dividedBy(2);
            return half.compareTo(REQUEST_MAX) < 0 ? half : REQUEST_MAX;
        }

        public Log {
            if (deliveryTimeout.compareTo(tail) >= 0) {
                throw new IllegalArgumentException(
                        "deliveryTimeout: "
                                + deliveryTimeout
                                + " (expected: less than "
                                + tail
                                + ")");
            }
        }
    }

    /// The archiver.
    ///
    /// @param batchRecords records of one transaction
    /// @param batchBytes bytes of records fetched, and so written, at a time
    /// @param pollWait how long to wait for records when there are none
    /// @param gather how long to wait after a small batch, so that at a low rate one transaction
    ///   takes several records; as much later a reader may see what was just written
    /// @param smallBatch records below which a batch is small
    /// @param retryMin first pause while PostgreSQL or Kafka is away; doubles up to `retryMax`
    /// @param statementTimeout of one statement of a batch
    /// @param monthsAhead archive partitions made before they are needed
    /// @param partitionsEvery how often that is looked after
    /// @param activeSubjects accounts remembered as already counted active this month
    /// @param keyBytes longest owner or peer that is stored; more does not fit an index
    /// @param silence after which the others take an archiver's partitions over, at least 6 s with
    ///   brokers as they come; until then readers of these shards wait
    public record Ingest(
            int batchRecords,
            int batchBytes,
            Duration pollWait,
            Duration gather,
            int smallBatch,
            Duration retryMin,
            Duration retryMax,
            Duration statementTimeout,
            int monthsAhead,
            Duration partitionsEvery,
            int activeSubjects,
            int keyBytes,
            Duration silence) {
        /// For few transactions at a low rate and full ones at a high rate.
        public static final Ingest DEFAULT =
                new Ingest(
                        2_000,
                        8 << 20,
                        Duration.ofMillis(500),
                        Duration.ofMillis(50),
                        500,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        2,
                        Duration.ofHours(6),
                        100_000,
                        2_048,
                        Duration.ofSeconds(6));
    }

    /// Reads of archives.
    ///
    /// @param readWait how long a read waits for the archiver (docs/protocol.md §7)
    /// @param pollMin first pause between looks at the archiver's offset; doubles up to `pollMax`
    /// @param statementTimeout of one statement
    /// @param concurrent reads at a time, waiting ones included; the next fails at once
    /// @param page largest page
    /// @param ids most ids asked for in one query
    /// @param count matches counted exactly; more are not counted
    public record Query(
            Duration readWait,
            Duration pollMin,
            Duration pollMax,
            Duration statementTimeout,
            int concurrent,
            int page,
            int ids,
            int count) {
        /// Of docs/protocol.md §8.
        public static final Query DEFAULT =
                new Query(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(5),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        1_000,
                        1_000,
                        250,
                        10_000);
    }

    /// Deletion and export.
    ///
    /// @param batchRows rows deleted in one transaction
    /// @param owners accounts looked at in one transaction
    /// @param exportPage messages read at a time for an export
    /// @param statementTimeout of one statement
    /// @param settle how long records of a deleted account may still be written: an erasure is done
    ///   again when the archiver has passed what the log had then. More than the retry deadline and
    ///   the tail of docs/protocol.md §8 together
    public record Retention(
            int batchRows, int owners, int exportPage, Duration statementTimeout, Duration settle) {
        /// Small enough to disturb nobody.
        public static final Retention DEFAULT =
                new Retention(5_000, 500, 500, Duration.ofSeconds(30), Duration.ofMinutes(5));
    }
}
