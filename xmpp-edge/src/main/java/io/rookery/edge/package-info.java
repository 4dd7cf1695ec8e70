/// What touches the sockets of clients: settings, limits and the ports that an edge is given. The
/// entry is `io.rookery.edge.netty.Edge`.
@NullMarked
package io.rookery.edge;

import org.jspecify.annotations.NullMarked;
