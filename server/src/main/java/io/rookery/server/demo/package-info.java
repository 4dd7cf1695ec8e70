/// The demonstration: a tenant, its backend and two people on real clients, played over the real
/// entrances of a running node (HTTP, XMPP, SQL as the application's role) and checked there.
@NullMarked
package io.rookery.server.demo;

import org.jspecify.annotations.NullMarked;
