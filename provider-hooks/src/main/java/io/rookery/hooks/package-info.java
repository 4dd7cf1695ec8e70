/// Calls to the backends of tenants: authentication, user existence and rosters by signed webhooks.
@NullMarked
package io.rookery.hooks;

import org.jspecify.annotations.NullMarked;
