/// Tests of what breaks deployments, and of deployments that are broken.
@NullMarked
package io.rookery.server.chaos;

import org.jspecify.annotations.NullMarked;
