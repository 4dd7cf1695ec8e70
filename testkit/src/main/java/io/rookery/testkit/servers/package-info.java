/// PostgreSQL and Kafka for integration tests: Testcontainers' where a Docker engine answers,
/// embedded ones where none does (docs/testing.md).
@NullMarked
package io.rookery.testkit.servers;

import org.jspecify.annotations.NullMarked;
