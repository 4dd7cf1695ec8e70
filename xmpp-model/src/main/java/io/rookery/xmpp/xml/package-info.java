/// XML as XMPP allows it (RFC 6120 §11): elements, a safe reader over Woodstox and a writer.
///
/// No DTD, entities, comments or processing instructions; strict UTF-8; every size has a limit. In
/// this module an element of the stream's content namespace is always seen and kept as
/// `jabber:client`, whatever the stream calls it (RFC 6120 §4.8.3).
@NullMarked
package io.rookery.xmpp.xml;

import org.jspecify.annotations.NullMarked;
