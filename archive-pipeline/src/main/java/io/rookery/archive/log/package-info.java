/// The message log on Kafka: append, read back, replay (docs/protocol.md §6).
///
/// ```
/// open ──► scan tail ──► Opening@e ──► replay … e ──► fenced(e) ──► append · readBack … ──► lost
/// ```
@NullMarked
package io.rookery.archive.log;

import org.jspecify.annotations.NullMarked;
