/// What a node is made of: its settings, and the components that it starts in order and stops in
/// reverse.
@NullMarked
package io.rookery.server.roles;

import org.jspecify.annotations.NullMarked;
