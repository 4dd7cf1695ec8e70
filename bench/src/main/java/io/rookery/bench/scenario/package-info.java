/// What the load generator does to a server: idle sessions, logins, chat.
@NullMarked
package io.rookery.bench.scenario;

import org.jspecify.annotations.NullMarked;
