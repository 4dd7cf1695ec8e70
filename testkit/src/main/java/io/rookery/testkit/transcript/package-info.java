/// Transcripts: what clients send and receive, written as text, run against anything that can be
/// connected to. README.md of the module describes the format.
@NullMarked
package io.rookery.testkit.transcript;

import org.jspecify.annotations.NullMarked;
