@NullMarked
package io.rookery.hooks.endpoint;

import org.jspecify.annotations.NullMarked;
