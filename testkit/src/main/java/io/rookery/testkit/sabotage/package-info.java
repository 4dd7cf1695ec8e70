/// The code broken on purpose, one promise at a time, to see that tests notice.
@NullMarked
package io.rookery.testkit.sabotage;

import org.jspecify.annotations.NullMarked;
