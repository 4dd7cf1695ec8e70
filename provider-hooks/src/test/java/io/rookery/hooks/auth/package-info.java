@NullMarked
package io.rookery.hooks.auth;

import org.jspecify.annotations.NullMarked;
