/// Result set management ([XEP-0059](https://xmpp.org/extensions/xep-0059.html) 1.0, §2 and §3).
///
/// ```
/// C: <set xmlns='http://jabber.org/protocol/rsm'><max>20</max><after>a19</after></set>
/// S: <set xmlns='http://jabber.org/protocol/rsm'>
///      <first index='20'>a20</first><last>a39</last><count>800</count>
///    </set>
/// ```
///
/// Implements: XEP-0059 1.0 §2, §3: limits and pages, but for pages by index.
@NullMarked
package io.rookery.xmpp.page;

import org.jspecify.annotations.NullMarked;
