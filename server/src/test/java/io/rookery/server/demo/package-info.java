/// Tests of the demonstration.
@NullMarked
package io.rookery.server.demo;

import org.jspecify.annotations.NullMarked;
