/// Answers to pings of the domain and of accounts.
///
/// [XEP-0199](https://xmpp.org/extensions/xep-0199.html) 2.0.1 section 4.2 (client to server).
///
/// ```
/// C: <iq type='get' to='acme.test' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>
/// S: <iq type='result' from='acme.test' id='p1'/>
/// ```
///
/// Implements: XEP-0199 2.0.1 §4.2: pings by clients.
@NullMarked
package io.rookery.routing.ping;

import org.jspecify.annotations.NullMarked;
