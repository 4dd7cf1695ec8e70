/// Addresses: JIDs by RFC 7622 §3 (localpart, domainpart, resourcepart), prepared and compared as
/// the standard says, so that two spellings of one address are one value.
///
/// Localparts follow UsernameCaseMapped (RFC 8265 §3.3), resourceparts OpaqueString (RFC 8265
/// §4.2), domainparts IDNA2008 U-labels (RFC 5891) or IP literals. Code points that PRECIS and IDNA
/// allow only in context (CONTEXTJ, CONTEXTO) are refused.
///
/// Implements: RFC 7622 §3: addresses, prepared and compared.
@NullMarked
package io.rookery.xmpp.jid;

import org.jspecify.annotations.NullMarked;
