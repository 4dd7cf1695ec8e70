/// From bytes of a stream to stanzas (RFC 6120 §4 and §11, RFC 7395 §3): framing, context, parsing.
///
/// ```
/// C: <?xml version='1.0'?><stream:stream to='acme.test' version='1.0'
///      xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
/// C: <message to='romeo@acme.test'><body>Art thou not Romeo?</body></message>
/// C: </stream:stream>
/// ```
///
/// Implements: RFC 6120 §4, §11: framing and parsing.
///
/// Implements: RFC 7395 §3: frames of a WebSocket.
@NullMarked
package io.rookery.xmpp.stream;

import org.jspecify.annotations.NullMarked;
