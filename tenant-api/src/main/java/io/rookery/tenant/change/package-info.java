/// What nodes must hear of: a log in the database, followed by every node.
@NullMarked
package io.rookery.tenant.change;

import org.jspecify.annotations.NullMarked;
