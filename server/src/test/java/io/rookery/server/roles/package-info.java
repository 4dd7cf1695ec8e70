@NullMarked
package io.rookery.server.roles;

import org.jspecify.annotations.NullMarked;
