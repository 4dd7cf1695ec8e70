@NullMarked
package io.rookery.hooks.roster;

import org.jspecify.annotations.NullMarked;
