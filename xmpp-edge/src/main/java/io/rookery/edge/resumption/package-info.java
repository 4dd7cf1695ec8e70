/// Stream management: [XEP-0198](https://xmpp.org/extensions/xep-0198.html) 1.6, whole. What the
/// edge counts as handled is what the account has confirmed (docs/protocol.md §4), so `<r/>` is
/// answered at once with the count so far, and `<a/>` follows unasked when it grows.
///
/// ```
/// C: <enable xmlns='urn:xmpp:sm:3' resume='true'/>
/// S: <enabled xmlns='urn:xmpp:sm:3' id='…' resume='true' max='300'/>
/// C: <r xmlns='urn:xmpp:sm:3'/>
/// S: <a xmlns='urn:xmpp:sm:3' h='2'/>
/// ```
///
/// Implements: XEP-0198 1.6.3 §3–7, §10: acknowledgements tied to durability, resumption, location.
@NullMarked
package io.rookery.edge.resumption;

import org.jspecify.annotations.NullMarked;
