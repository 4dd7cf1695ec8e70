@NullMarked
package io.rookery.testkit.backend;

import org.jspecify.annotations.NullMarked;
