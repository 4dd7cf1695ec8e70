/// A real PostgreSQL and a real Kafka broker for this module's tests, started once.
@NullMarked
package io.rookery.archive.backend;

import org.jspecify.annotations.NullMarked;
