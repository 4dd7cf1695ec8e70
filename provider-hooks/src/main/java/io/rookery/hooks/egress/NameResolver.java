package io.rookery.hooks.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Finds the addresses of a host name. Never blocks.
@FunctionalInterface
public interface NameResolver {
    /// All addresses of the name, never empty; fails when there is none, or no answer in time.
    CompletionStage<List<InetAddress>> resolve(String host);
}
