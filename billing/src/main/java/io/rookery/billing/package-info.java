/// What tenants use, counted once: meters, the ledger of usage events and its hourly roll-ups.
@NullMarked
package io.rookery.billing;

import org.jspecify.annotations.NullMarked;
