/// Authentication by a tenant's backend: `auth.verify`, `auth.scram`, `user.exists`.
@NullMarked
package io.rookery.hooks.auth;

import org.jspecify.annotations.NullMarked;
