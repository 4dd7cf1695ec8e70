/// Meters, roll-ups and the usage ledger.
@NullMarked
package io.rookery.billing;

import org.jspecify.annotations.NullMarked;
