/// Finds out from outside whether a deployment kept its promises while it was broken: it knows what
/// the clients wrote down, the archives as they were read over XMPP, the rows of the database, and
/// when which process was down. Nothing of the server.
@NullMarked
package io.rookery.bench.check;

import org.jspecify.annotations.NullMarked;
