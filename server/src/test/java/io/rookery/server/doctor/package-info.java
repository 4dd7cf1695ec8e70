/// What the doctor finds, from what it is told.
@NullMarked
package io.rookery.server.doctor;

import org.jspecify.annotations.NullMarked;
