/// Which software answers for a domain.
///
/// [XEP-0092](https://xmpp.org/extensions/xep-0092.html) 1.1 section 4; the operating system is not
/// told (section 6).
///
/// ```
/// C: <iq type='get' to='acme.test' id='v1'><query xmlns='jabber:iq:version'/></iq>
/// S: <iq type='result' from='acme.test' id='v1'><query xmlns='jabber:iq:version'>
///      <name>Rookery</name><version>0.1.0</version></query></iq>
/// ```
///
/// Implements: XEP-0092 1.1: version of the server, without its operating system.
@NullMarked
package io.rookery.routing.version;

import org.jspecify.annotations.NullMarked;
