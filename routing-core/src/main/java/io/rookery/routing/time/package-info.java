/// The time at a domain.
///
/// [XEP-0202](https://xmpp.org/extensions/xep-0202.html) 2.0 section 3. Always UTC: where a server
/// stands is nobody's business.
///
/// ```
/// C: <iq type='get' to='acme.test' id='t1'><time xmlns='urn:xmpp:time'/></iq>
/// S: <iq type='result' from='acme.test' id='t1'><time xmlns='urn:xmpp:time'>
///      <tzo>+00:00</tzo><utc>2026-11-22T12:00:00Z</utc></time></iq>
/// ```
///
/// Implements: XEP-0202 2.0: time of the domain.
@NullMarked
package io.rookery.routing.time;

import org.jspecify.annotations.NullMarked;
