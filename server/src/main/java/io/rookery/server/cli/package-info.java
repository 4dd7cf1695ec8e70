/// The command line: `up` and what operators ask a node for.
@NullMarked
package io.rookery.server.cli;

import org.jspecify.annotations.NullMarked;
