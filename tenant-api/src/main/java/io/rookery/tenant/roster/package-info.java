/// Rosters that Rookery keeps (RFC 6121 §2).
@NullMarked
package io.rookery.tenant.roster;

import org.jspecify.annotations.NullMarked;
