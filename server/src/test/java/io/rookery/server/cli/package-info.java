@NullMarked
package io.rookery.server.cli;

import org.jspecify.annotations.NullMarked;
