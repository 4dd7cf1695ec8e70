/// What a node tells of itself: metrics at an endpoint and by OTLP, traces, health.
@NullMarked
package io.rookery.server.observability;

import org.jspecify.annotations.NullMarked;
