/// The shell around the edge's machines, and the only package that sees Netty: sockets, TLS
/// engines, HTTP, event loops. Entry: [io.rookery.edge.netty.Edge].
///
/// Implements: XEP-0368 1.1.0 §3: TLS from the first byte, ALPN `xmpp-client`.
@NullMarked
package io.rookery.edge.netty;

import org.jspecify.annotations.NullMarked;
