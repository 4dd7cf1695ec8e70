/// The message log on Kafka: open, append, replay (docs/protocol.md §6).
///
/// ```
/// open ──► scan tail ──► Opening@e ──► replay … e ──► fenced(e) ──► append · confirmed … ──► lost
/// ```
@NullMarked
package io.rookery.archive.log;

import org.jspecify.annotations.NullMarked;
