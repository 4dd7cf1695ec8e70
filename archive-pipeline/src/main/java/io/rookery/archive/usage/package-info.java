/// Usage that the archiver derives from durable records, counted once by partition and offset.
@NullMarked
package io.rookery.archive.usage;

import org.jspecify.annotations.NullMarked;
