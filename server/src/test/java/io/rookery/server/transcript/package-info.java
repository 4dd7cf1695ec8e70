/// The test kit's transcripts over real sockets against a running node.
@NullMarked
package io.rookery.server.transcript;

import org.jspecify.annotations.NullMarked;
