/// What every request shares: who calls, how often, request ids, problems (RFC 9457), paging,
/// idempotency.
@NullMarked
package io.rookery.tenant.http;

import org.jspecify.annotations.NullMarked;
