/// Stanza forwarding ([XEP-0297](https://xmpp.org/extensions/xep-0297.html) 1.0), writing only.
///
/// ```
/// <forwarded xmlns='urn:xmpp:forward:0'>
///   <delay xmlns='urn:xmpp:delay' stamp='2026-11-22T03:27:00.000Z'/>
///   <message xmlns='jabber:client' from='romeo@acme.test/orchard'><body>But soft</body></message>
/// </forwarded>
/// ```
///
/// Implements: XEP-0297 1.0 §3: forwarding, written only.
@NullMarked
package io.rookery.xmpp.forward;

import org.jspecify.annotations.NullMarked;
