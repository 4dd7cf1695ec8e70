/// The archive in PostgreSQL: how rows are keyed, and transactions of one tenant.
///
/// The schema is `db/migration/V1__archive.sql` and those after it. Every table with a tenant is
/// under row-level security: the application's role sees the tenant that its transaction names.
@NullMarked
package io.rookery.archive.store;

import org.jspecify.annotations.NullMarked;
