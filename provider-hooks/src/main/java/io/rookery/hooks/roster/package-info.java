/// Rosters kept by a tenant's backend: `roster.get`, with stale copies while it is away.
@NullMarked
package io.rookery.hooks.roster;

import org.jspecify.annotations.NullMarked;
