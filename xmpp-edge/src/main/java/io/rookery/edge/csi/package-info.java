/// Client state indication: [XEP-0352](https://xmpp.org/extensions/xep-0352.html) 1.0. The edge
/// tells the account, which decides what an inactive client is spared.
///
/// ```
/// C: <inactive xmlns='urn:xmpp:csi:0'/>
/// ```
///
/// Implements: XEP-0352 1.0.0: client state; what waits is decided by the account.
@NullMarked
package io.rookery.edge.csi;

import org.jspecify.annotations.NullMarked;
