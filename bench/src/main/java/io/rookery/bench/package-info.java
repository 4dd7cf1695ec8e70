/// The load generator: measures any XMPP server from outside, and what its processes cost.
@NullMarked
package io.rookery.bench;

import org.jspecify.annotations.NullMarked;
