/// The account: everything that one bare JID's server side decides, as a thread-confined state
/// machine without I/O. The cluster package runs it inside a sharded entity; the simulation runs
/// the same class.
///
/// RFC 6121 §3, §4, §5 and §8 and docs/protocol.md §3–§6. [io.rookery.routing.account.Account] is
/// where to begin: it receives messages and owns the sessions; each neighbour in the package does
/// one part.
///
/// Implements: RFC 6121 §4, §5: presence and messages.
///
/// Implements: XEP-0160 1.0.1 §3: offline messages, kept as pending.
///
/// Implements: XEP-0359 0.7.0 §3: ids by the archive's owner; forged ones are removed.
@NullMarked
package io.rookery.routing.account;

import org.jspecify.annotations.NullMarked;
