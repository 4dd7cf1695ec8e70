/// The backend that a tenant names for a domain, and the secrets that sign calls to it.
@NullMarked
package io.rookery.tenant.hook;

import org.jspecify.annotations.NullMarked;
