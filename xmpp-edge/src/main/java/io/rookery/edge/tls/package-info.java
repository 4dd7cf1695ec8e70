/// Certificates by domain and what TLS channels are bound by: SNI (RFC 6066 §3) as XMPP uses it
/// (RFC 6120 §13.7, RFC 7590), tls-exporter (RFC 9266) and tls-server-end-point (RFC 5929 §4.1).
/// Knows the JDK's TLS only; engines are chosen in the package `netty`.
@NullMarked
package io.rookery.edge.tls;

import org.jspecify.annotations.NullMarked;
