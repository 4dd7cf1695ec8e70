/// What nodes tell those who run the installation: who is connected where, what becomes of one
/// account's stanzas, what is wrong. Nothing in it decides anything.
@NullMarked
package io.rookery.routing.port.watch;

import org.jspecify.annotations.NullMarked;
