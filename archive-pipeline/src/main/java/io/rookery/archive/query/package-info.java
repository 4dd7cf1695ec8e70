/// Reads of archives: pages by keyset, what is pending, preferences.
///
/// XEP-0313 1.1 §4 (filters `with`, `start`, `end`, `ids`, `before-id`, `after-id`) and XEP-0059
/// paging as [io.rookery.routing.port.Archive] asks for them; the protocol itself is the core's.
///
/// @see <a href="https://xmpp.org/extensions/xep-0313.html">XEP-0313</a>
@NullMarked
package io.rookery.archive.query;

import org.jspecify.annotations.NullMarked;
