@NullMarked
package io.rookery.server;

import org.jspecify.annotations.NullMarked;
