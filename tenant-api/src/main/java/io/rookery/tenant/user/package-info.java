/// Users whose credentials Rookery keeps, as SCRAM verifiers (RFC 5802 §3) and never as passwords.
@NullMarked
package io.rookery.tenant.user;

import org.jspecify.annotations.NullMarked;
