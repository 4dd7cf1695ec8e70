/// Figures of this module, by hand: `ArchiveBench`.
@NullMarked
package io.rookery.archive.bench;

import org.jspecify.annotations.NullMarked;
