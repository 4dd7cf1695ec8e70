/// From Kafka to PostgreSQL: archives, pending messages and usage records, and their queries.
@NullMarked
package io.rookery.archive;

import org.jspecify.annotations.NullMarked;
