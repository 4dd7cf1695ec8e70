/// Service discovery of a domain and of its accounts.
///
/// [XEP-0030](https://xmpp.org/extensions/xep-0030.html) 2.5.0 sections 3 (info), 4 (items), 8
/// (privacy).
///
/// ```
/// C: <iq type='get' to='acme.test' id='d1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
/// S: <iq type='result' from='acme.test' id='d1'><query xmlns='http://jabber.org/protocol/disco#info'>
///      <identity category='server' type='im' name='Rookery'/><feature var='urn:xmpp:ping'/></query></iq>
/// ```
///
/// Implements: XEP-0030 2.5.0 §3, §4, §8: info and items of domains and accounts.
@NullMarked
package io.rookery.routing.disco;

import org.jspecify.annotations.NullMarked;
