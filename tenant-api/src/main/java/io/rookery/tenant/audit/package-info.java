/// The record of every write through the API.
@NullMarked
package io.rookery.tenant.audit;

import org.jspecify.annotations.NullMarked;
