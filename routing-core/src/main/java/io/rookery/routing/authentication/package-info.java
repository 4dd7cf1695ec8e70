/// The authentication chain of a domain: its sources, asked in the order of its policy.
@NullMarked
package io.rookery.routing.authentication;

import org.jspecify.annotations.NullMarked;
