/// Numbered traffic for a deployment that is being broken: people who write to each other over TCP
/// and WebSocket, resume their sessions where they can, send again what was not acknowledged, page
/// their archives, and write down all that they see.
///
/// Streams by [RFC 6120](https://www.rfc-editor.org/rfc/rfc6120) and [RFC
/// 7395](https://www.rfc-editor.org/rfc/rfc7395), stream management by
/// [XEP-0198](https://xmpp.org/extensions/xep-0198.html), archives by
/// [XEP-0313](https://xmpp.org/extensions/xep-0313.html), ids by
/// [XEP-0359](https://xmpp.org/extensions/xep-0359.html).
@NullMarked
package io.rookery.bench.chaos;

import org.jspecify.annotations.NullMarked;
