/// What the other parts share: a tenant's endpoint and its secrets, operations, limits, health and
/// meter.
@NullMarked
package io.rookery.hooks.endpoint;

import org.jspecify.annotations.NullMarked;
