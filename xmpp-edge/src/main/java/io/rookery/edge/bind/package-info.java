/// Resource binding: [RFC 6120](https://www.rfc-editor.org/rfc/rfc6120) §7. The account chooses and
/// checks the resource; the answer is the edge's, sent before stanzas are numbered. The session of
/// RFC 3921 §3 is named as optional, for clients that look for it; its request is a stanza like any
/// other.
///
/// ```
/// C: <iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>
///      <resource>balcony</resource></bind></iq>
/// S: <iq id='b' type='result'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>
///      <jid>juliet@acme.test/balcony</jid></bind></iq>
/// ```
///
/// Implements: RFC 6120 §7: resource binding.
@NullMarked
package io.rookery.edge.bind;

import org.jspecify.annotations.NullMarked;
