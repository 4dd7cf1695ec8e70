/// Sabotages and whether they are noticed.
@NullMarked
package io.rookery.testkit.sabotage;

import org.jspecify.annotations.NullMarked;
