/// One session as its edge holds it: the numbered streams between client and account in both
/// directions (docs/protocol.md §3 and §4), re-attachment, and the client's stream management on
/// top. Knows neither sockets nor XML.
@NullMarked
package io.rookery.edge.session;

import org.jspecify.annotations.NullMarked;
