/// Access to an account's message archive.
///
/// [XEP-0313](https://xmpp.org/extensions/xep-0313.html) 1.1.3 sections 3 to 8 for users' archives,
/// with `urn:xmpp:mam:2#extended`; [XEP-0441](https://xmpp.org/extensions/xep-0441.html) 0.2.0
/// (preferences); paging by [XEP-0059](https://xmpp.org/extensions/xep-0059.html). What is stored
/// is decided in the account and in `hints`; this only reads, over the port `Archive`.
///
/// ```
/// C: <iq type='set' id='a1'><query xmlns='urn:xmpp:mam:2' queryid='q'>
///      <set xmlns='http://jabber.org/protocol/rsm'><max>10</max></set></query></iq>
/// S: <message to='juliet@acme.test/balcony'><result xmlns='urn:xmpp:mam:2' queryid='q' id='…'>
///      <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='…'/><message …/></forwarded>
///    </result></message>
/// S: <iq type='result' id='a1'><fin xmlns='urn:xmpp:mam:2' complete='true'><set …/></fin></iq>
/// ```
///
/// Implements: XEP-0313 1.1.3 §3–8: archives of users, with `#extended`.
///
/// Implements: XEP-0441 0.2.0: preferences.
@NullMarked
package io.rookery.routing.archive;

import org.jspecify.annotations.NullMarked;
