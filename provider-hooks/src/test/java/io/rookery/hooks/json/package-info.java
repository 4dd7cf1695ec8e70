@NullMarked
package io.rookery.hooks.json;

import org.jspecify.annotations.NullMarked;
