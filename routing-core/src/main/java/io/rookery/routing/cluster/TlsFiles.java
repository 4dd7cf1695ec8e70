package io.rookery.routing.cluster;

import java.nio.file.Path;

/// Where a node's certificate for other nodes is; all as PEM.
///
/// @param certificate the node's chain, its own first, with its address as an alternative name
/// @param key of it, PKCS#8 without a password
/// @param authority certificates of those whose signature makes a node one of ours
public record TlsFiles(Path certificate, Path key, Path authority) {}
