/// What a node is put together from, part by part.
@NullMarked
package io.rookery.server.assembly;

import org.jspecify.annotations.NullMarked;
