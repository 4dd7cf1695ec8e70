/// Usage as the tenant reads it.
@NullMarked
package io.rookery.tenant.usage;

import org.jspecify.annotations.NullMarked;
