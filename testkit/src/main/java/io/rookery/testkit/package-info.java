/// What tests share: transcripts, a raw client, hand-written fakes of ports.
@NullMarked
package io.rookery.testkit;

import org.jspecify.annotations.NullMarked;
