/// Copies of messages for an account's other sessions.
///
/// [XEP-0280](https://xmpp.org/extensions/xep-0280.html) 1.0.1,
/// [XEP-0297](https://xmpp.org/extensions/xep-0297.html) 1.0 section 4.
///
/// | section | what | where |
/// |---|---|---|
/// | §3, §6.2 | features `urn:xmpp:carbons:2` and `urn:xmpp:carbons:rules:0` | [Carbons] |
/// | §4, §5, §10.1 | enable, disable, again and again | [Carbons] |
/// | §6.1 | which messages | [CarbonRule], [Carbons] |
/// | §7 | `received` copies for those that do not get the message | [Carbons] |
/// | §8 | `sent` copies for all but the sender | [Carbons] |
/// | §9 | `private`; it stays in the message | [CarbonRule] |
/// | §10.3 | a copy that fails comes back to the bare JID, where errors end | `delivery` |
/// | §11 | copies are from the bare JID, which no client can send from: edges stamp full JIDs | [Carbons] |
///
/// Room messages are told by their `muc#user` mark and their address, so nothing is parsed: from an
/// occupant (a full JID) it is a private message, from the room an invitation.
///
/// ```
/// S: <message from='juliet@acme.test' to='juliet@acme.test/balcony' type='chat'>
///      <received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
///        <message xmlns='jabber:client' from='romeo@acme.test/orchard' to='juliet@acme.test/chamber' type='chat'>
///          <body>hark</body></message></forwarded></received></message>
/// ```
///
/// Implements: XEP-0280 1.0.1: carbons, with all rules of §6.1.
@NullMarked
package io.rookery.routing.carbons;

import org.jspecify.annotations.NullMarked;
