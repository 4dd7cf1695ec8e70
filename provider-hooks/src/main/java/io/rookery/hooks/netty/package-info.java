/// The HTTP/1.1 client and the DNS client; the only package here that sees Netty.
@NullMarked
package io.rookery.hooks.netty;

import org.jspecify.annotations.NullMarked;
