/// Calls to the backends of tenants: authentication, user existence, rosters, message policy.
@NullMarked
package io.rookery.hooks;

import org.jspecify.annotations.NullMarked;
