@NullMarked
package io.rookery.hooks.netty;

import org.jspecify.annotations.NullMarked;
