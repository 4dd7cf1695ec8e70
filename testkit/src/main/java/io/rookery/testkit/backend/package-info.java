/// A tenant's backend that answers hooks: one file of plain JDK that a tenant could start from.
@NullMarked
package io.rookery.testkit.backend;

import org.jspecify.annotations.NullMarked;
