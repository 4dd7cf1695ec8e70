/// Finds what is wrong now, and says it in sentences: of this node (`NodeCheck`) and of the whole
/// installation (`Doctor`). Nothing here waits for long, and what cannot be reached is a finding.
@NullMarked
package io.rookery.server.doctor;

import org.jspecify.annotations.NullMarked;
