/// Tenants, as the operator manages them and as they see themselves.
@NullMarked
package io.rookery.tenant.tenancy;

import org.jspecify.annotations.NullMarked;
