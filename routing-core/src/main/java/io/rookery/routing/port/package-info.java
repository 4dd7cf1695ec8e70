/// The ports of the core: what it needs from accounts, rosters, the message log, the archive, the
/// tenant directory and the meters. Adapters in other modules implement these and see nothing else.
@NullMarked
package io.rookery.routing.port;

import org.jspecify.annotations.NullMarked;
