/// XMPP values (JIDs, stanzas, errors, XML): nothing in this module knows tenants, networks or
/// clusters.
@NullMarked
package io.rookery.xmpp;

import org.jspecify.annotations.NullMarked;
