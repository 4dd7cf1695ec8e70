/// The clustered core: sessions, routing, presence, roster and the ports to all that is outside.
@NullMarked
package io.rookery.routing;

import org.jspecify.annotations.NullMarked;
