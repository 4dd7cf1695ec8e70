/// The shell around the edge's machines, and the only package that sees Netty: sockets, TLS
/// engines, HTTP, event loops. Entry: [io.rookery.edge.netty.Edge].
@NullMarked
package io.rookery.edge.netty;

import org.jspecify.annotations.NullMarked;
