/// XMPP over WebSocket: [RFC 7395](https://www.rfc-editor.org/rfc/rfc7395) §3, its framing and who
/// may connect (RFC 6455 §10.2). Sockets and HTTP are in the package `netty`.
///
/// ```
/// C: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='acme.test' version='1.0'/>
/// S: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='acme.test' id='…' version='1.0'/>
/// C: <close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>
/// ```
///
/// Implements: RFC 7395 §3: framing, opening and closing.
@NullMarked
package io.rookery.edge.websocket;

import org.jspecify.annotations.NullMarked;
