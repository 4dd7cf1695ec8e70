/// The control plane over HTTP: tenants, domains, keys, users, hooks, usage.
@NullMarked
package io.rookery.tenant;

import org.jspecify.annotations.NullMarked;
