@NullMarked
package io.rookery.hooks.egress;

import org.jspecify.annotations.NullMarked;
