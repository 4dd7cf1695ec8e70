/// Runs the hook contract against a backend and says what it breaks.
@NullMarked
package io.rookery.hooks.check;

import org.jspecify.annotations.NullMarked;
