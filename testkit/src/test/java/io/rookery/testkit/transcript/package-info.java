/// Tests of transcripts, and the transcripts in process.
@NullMarked
package io.rookery.testkit.transcript;

import org.jspecify.annotations.NullMarked;
