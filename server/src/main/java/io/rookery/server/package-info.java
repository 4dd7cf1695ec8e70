/// The one place that assembles: roles, configuration, embedded PostgreSQL and Kafka, the command
/// line.
@NullMarked
package io.rookery.server;

import org.jspecify.annotations.NullMarked;
