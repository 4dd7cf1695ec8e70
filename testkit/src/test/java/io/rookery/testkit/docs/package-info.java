@NullMarked
package io.rookery.testkit.docs;

import org.jspecify.annotations.NullMarked;
