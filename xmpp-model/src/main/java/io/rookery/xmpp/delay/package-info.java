/// Delayed delivery ([XEP-0203](https://xmpp.org/extensions/xep-0203.html) 2.0) and date and time
/// ([XEP-0082](https://xmpp.org/extensions/xep-0082.html) 1.1, DateTime only).
///
/// ```
/// <delay xmlns='urn:xmpp:delay' from='acme.test' stamp='2026-11-22T03:27:00.000Z'/>
/// ```
///
/// Implements: XEP-0203 2.0: delay.
///
/// Implements: XEP-0082 1.1 §3.2: date and time.
@NullMarked
package io.rookery.xmpp.delay;

import org.jspecify.annotations.NullMarked;
