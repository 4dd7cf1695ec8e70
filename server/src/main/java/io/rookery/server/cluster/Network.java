package io.rookery.server.cluster;

/// What tells the addresses of one deployment from those of another on the same machine.
///
/// @param second number of every address: 127.N.…
/// @param shift added to every port: for a machine where somebody listens at the usual ones of
///   every address
public record Network(int second, int shift) {}
