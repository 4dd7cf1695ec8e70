/// API keys: shown once, kept as a hash, with scopes and an expiry.
@NullMarked
package io.rookery.tenant.apikey;

import org.jspecify.annotations.NullMarked;
