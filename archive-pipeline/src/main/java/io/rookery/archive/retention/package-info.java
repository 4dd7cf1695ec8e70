/// What leaves the archive: messages past their domain's retention, and what one account or one
/// domain has, on request; and the export of one account.
@NullMarked
package io.rookery.archive.retention;

import org.jspecify.annotations.NullMarked;
