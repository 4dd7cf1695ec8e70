/// Clients that are sent to another edge: new ones by an edge that is drained or has more than its
/// share, connected ones by a drain, and all beforehand by the address at which they had best
/// resume. [RFC 6120](https://www.rfc-editor.org/rfc/rfc6120) §4.9.3.19, [RFC
/// 7395](https://www.rfc-editor.org/rfc/rfc7395) §3.6.1,
/// [XEP-0198](https://xmpp.org/extensions/xep-0198.html) 1.6 §5 (`location`).
///
/// ```
/// S: <stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>edge-2.example:5222</see-other-host></stream:error></stream:stream>
/// ```
@NullMarked
package io.rookery.edge.handover;

import org.jspecify.annotations.NullMarked;
