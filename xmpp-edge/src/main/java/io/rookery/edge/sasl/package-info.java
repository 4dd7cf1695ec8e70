/// SASL as the receiving entity does it: [RFC 6120](https://www.rfc-editor.org/rfc/rfc6120) §6,
/// PLAIN (RFC 4616), SCRAM and SCRAM-PLUS (RFC 5802, RFC 7677), channel bindings (RFC 5929 §4, RFC
/// 9266) and their advertisement (XEP-0440 1.0.0). Nothing here does I/O: look-ups are asked for
/// and answered.
///
/// ```
/// C: <auth mechanism='SCRAM-SHA-256-PLUS'>cD10bHMtZXhwb3J0ZXIsLG49…</auth>
/// S: <challenge>cj1…</challenge>
/// C: <response>Yz1…</response>
/// S: <success>dj1…</success>
/// ```
///
/// Implements: RFC 6120 §6: SASL.
///
/// Implements: RFC 4616: PLAIN, within TLS only.
///
/// Implements: RFC 5802: SCRAM-SHA-1 and SCRAM-SHA-1-PLUS, also with SHA-512.
///
/// Implements: RFC 7677: SCRAM-SHA-256 and SCRAM-SHA-256-PLUS.
///
/// Implements: RFC 9266: channel binding `tls-exporter`, by the JDK's engine.
///
/// Implements: RFC 5929 §4: channel binding `tls-server-end-point`.
///
/// Implements: XEP-0440 1.0.0: which channel bindings there are.
@NullMarked
package io.rookery.edge.sasl;

import org.jspecify.annotations.NullMarked;
