/// Stanzas (RFC 6120 §8, RFC 6121 §4–6): message, presence and IQ as header fields and payload
/// bytes.
///
/// A payload stays bytes from socket to archive. What routing asks of it is in its [Marks], found
/// in the one parse on the way in.
///
/// Implements: RFC 6120 §8: message, presence and IQ.
@NullMarked
package io.rookery.xmpp.stanza;

import org.jspecify.annotations.NullMarked;
