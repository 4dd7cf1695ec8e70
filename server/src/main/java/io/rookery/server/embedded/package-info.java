/// A real PostgreSQL and a real Kafka broker that belong to one node and keep their data in its
/// data directory.
@NullMarked
package io.rookery.server.embedded;

import org.jspecify.annotations.NullMarked;
