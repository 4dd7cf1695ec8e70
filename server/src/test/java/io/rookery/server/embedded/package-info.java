@NullMarked
package io.rookery.server.embedded;

import org.jspecify.annotations.NullMarked;
