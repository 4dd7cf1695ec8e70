/// Puts the parts of this module together from what the server provides: the database, a clock,
/// randomness and the master key.
@NullMarked
package io.rookery.tenant.assembly;

import org.jspecify.annotations.NullMarked;
