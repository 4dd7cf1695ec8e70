/// Clients of the load generator: many sessions on one event loop, each with as little state as it
/// takes, so that one core of them saturates a server.
///
/// Streams, STARTTLS, SASL and binding by [RFC 6120](https://www.rfc-editor.org/rfc/rfc6120),
/// stream management by [XEP-0198](https://xmpp.org/extensions/xep-0198.html), in-band registration
/// by [XEP-0077](https://xmpp.org/extensions/xep-0077.html).
@NullMarked
package io.rookery.bench.client;

import org.jspecify.annotations.NullMarked;
