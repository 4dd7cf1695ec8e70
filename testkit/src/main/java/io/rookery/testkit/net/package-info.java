/// A client in the raw: bytes over TCP, TLS or WebSocket by the JDK alone, so that malformed input
/// can be sent and nothing is proved with our own code on both ends.
@NullMarked
package io.rookery.testkit.net;

import org.jspecify.annotations.NullMarked;
