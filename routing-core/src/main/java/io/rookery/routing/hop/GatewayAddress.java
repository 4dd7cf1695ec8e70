package io.rookery.routing.hop;

/// Where the sessions of one gateway of one edge are reached; opaque outside the cluster package.
public record GatewayAddress(String path) {}
