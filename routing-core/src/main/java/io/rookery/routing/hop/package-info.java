/// The messages between edge and account and between accounts, as values: what docs/protocol.md
/// §3–§5 describes and `hop.proto` encodes. An edge reaches accounts through [AccountLink] only.
@NullMarked
package io.rookery.routing.hop;

import org.jspecify.annotations.NullMarked;
