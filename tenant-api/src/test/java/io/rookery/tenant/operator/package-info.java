/// Tests of the operator's view.
@NullMarked
package io.rookery.tenant.operator;

import org.jspecify.annotations.NullMarked;
