/// Everything that is kept of one account, for the account's holder (GDPR, articles 15 and 20).
@NullMarked
package io.rookery.tenant.export;

import org.jspecify.annotations.NullMarked;
