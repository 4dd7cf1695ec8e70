/// What an edge samples of its sessions each minute, for billing (docs/meters.md): how many are
/// connected, and whose they are.
@NullMarked
package io.rookery.edge.usage;

import org.jspecify.annotations.NullMarked;
