/// Which messages are kept in archives and for recipients who are away.
///
/// [XEP-0334](https://xmpp.org/extensions/xep-0334.html) 1.0.0 sections 4 and 5,
/// [XEP-0160](https://xmpp.org/extensions/xep-0160.html) 1.0.1 section 3,
/// [XEP-0313](https://xmpp.org/extensions/xep-0313.html) 1.1.3 sections 6.1.1 and 6.1.2.
///
/// | message | archive | offline |
/// |---|---|---|
/// | error, whatever its hints | no | no |
/// | groupchat, whatever its hints | no: the room's archive has it | no |
/// | headline | no; with `store` yes | no |
/// | `no-store` | no | no |
/// | `no-permanent-store` | no | as without |
/// | `store` | yes | yes |
/// | body, encrypted content, receipt, chat marker, invitation | yes | yes |
/// | chat state (and thread, ids) only | no | no |
/// | other content | no | yes |
/// | nothing but hints, thread, ids | no | no |
///
/// `no-copy` is the business of carbons; it does not change delivery (XEP-0334 §4.3).
///
/// ```
/// C: <message to='romeo@acme.test' type='chat'><body>psst</body><no-store xmlns='urn:xmpp:hints'/></message>
/// ```
///
/// Implements: XEP-0334 1.0.0 §4: hints for archives and offline messages.
@NullMarked
package io.rookery.routing.hints;

import org.jspecify.annotations.NullMarked;
