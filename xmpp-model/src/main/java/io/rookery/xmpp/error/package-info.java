/// The two kinds of error that XMPP knows: of a stanza (RFC 6120 §8.3) and of a stream (§4.9).
///
/// ```
/// S: <message type='error' from='romeo@acme.test' to='juliet@acme.test/balcony' id='m1'>
///      <error type='cancel'>
///        <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
///      </error>
///    </message>
/// ```
///
/// Implements: RFC 6120 §4.9, §8.3: errors of streams and stanzas.
@NullMarked
package io.rookery.xmpp.error;

import org.jspecify.annotations.NullMarked;
