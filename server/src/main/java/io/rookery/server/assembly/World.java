package io.rookery.server.assembly;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The real clock and the real chance, made once a node: everything else has them as ports.
///
/// @param random cryptographically strong, usable by all threads
record World(InstantSource clock, RandomGenerator random) {
    static World real() {
        return new World(Clock.systemUTC(), new SecureRandom());
    }
}
