@NullMarked
package io.rookery.hooks.check;

import org.jspecify.annotations.NullMarked;
