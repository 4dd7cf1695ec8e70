/// What touches the sockets of clients and peers.
@NullMarked
package io.rookery.edge;

import org.jspecify.annotations.NullMarked;
