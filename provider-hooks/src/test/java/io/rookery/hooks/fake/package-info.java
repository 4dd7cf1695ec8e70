/// What the tests of this module share.
@NullMarked
package io.rookery.hooks.fake;

import org.jspecify.annotations.NullMarked;
