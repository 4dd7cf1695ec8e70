/// Domains and their versioned policies, and the directory of them that nodes keep in memory.
@NullMarked
package io.rookery.tenant.domain;

import org.jspecify.annotations.NullMarked;
