@NullMarked
package io.rookery.hooks.webhook;

import org.jspecify.annotations.NullMarked;
