package io.rookery.hooks.endpoint;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What the hooks need from around them.
///
/// @param random must be cryptographically strong: cache keys and ids come from it
public record HookPorts(
        HookDirectory directory,
        InstantSource clock,
        RandomGenerator random,
        HookMeter meter,
        TraceContext trace) {}
