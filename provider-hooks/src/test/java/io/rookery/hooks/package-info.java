@NullMarked
package io.rookery.hooks;

import org.jspecify.annotations.NullMarked;
