/// What is to be erased of deleted users and domains, and what domains keep for how long: read by
/// the jobs that do it for all tenants.
@NullMarked
package io.rookery.tenant.erasure;

import org.jspecify.annotations.NullMarked;
