/// Kafka in, PostgreSQL out: archive rows, pending messages, preferences and usage, in batches.
///
/// A batch and the offset after it are one transaction, and the offset moves only from where this
/// archiver believes it to be: what is written twice was never written, whoever else tries.
@NullMarked
package io.rookery.archive.ingest;

import org.jspecify.annotations.NullMarked;
