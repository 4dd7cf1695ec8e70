/// Transactions of one tenant, in which row-level security admits that tenant's rows and no others.
@NullMarked
package io.rookery.tenant.store;

import org.jspecify.annotations.NullMarked;
