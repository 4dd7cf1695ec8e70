/// What the operator sees of the whole installation, and does to it: sessions everywhere, what
/// becomes of one user's stanzas, what is wrong now. For the operator's keys only.
@NullMarked
package io.rookery.tenant.operator;

import org.jspecify.annotations.NullMarked;
