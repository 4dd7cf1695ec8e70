/// The only package that sees Pekko: accounts as sharded entities, gateways of edges, the opening
/// of shards, and the one protobuf form of every message between them (docs/protocol.md).
@NullMarked
package io.rookery.routing.cluster;

import org.jspecify.annotations.NullMarked;
