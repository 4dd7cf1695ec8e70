/// One whole node for all tests of this module.
@NullMarked
package io.rookery.server.running;

import org.jspecify.annotations.NullMarked;
