/// Connected sessions of a user, listed and ended.
@NullMarked
package io.rookery.tenant.session;

import org.jspecify.annotations.NullMarked;
