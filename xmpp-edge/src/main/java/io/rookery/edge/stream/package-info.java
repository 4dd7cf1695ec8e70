/// Stream negotiation as the receiving entity does it for clients: [RFC
/// 6120](https://www.rfc-editor.org/rfc/rfc6120) §4 (streams and their errors), §5 (STARTTLS), §6
/// (SASL), §7 (resource binding), XEP-0198 1.6 §5 (resumption in place of binding). A pure machine:
/// it is fed what was parsed and answers what to do, over TCP as over WebSocket.
///
/// ```
/// C: <stream:stream to='acme.test' version='1.0' …>
/// S: <stream:stream from='acme.test' id='…' version='1.0' …>
///    <stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>…
/// ```
///
/// Implements: RFC 6120 §4, §5: streams and STARTTLS, client to server.
@NullMarked
package io.rookery.edge.stream;

import org.jspecify.annotations.NullMarked;
