/// Metrics, health, traces and log lines, by themselves and on a running node.
@NullMarked
package io.rookery.server.observability;

import org.jspecify.annotations.NullMarked;
