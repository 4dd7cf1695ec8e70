package io.rookery.tenant.hook;

import java.net.URI;
import java.util.Optional;

/// Which URLs the running system would call.
@FunctionalInterface
public interface HookUrls {
    /// Why this URL would not be called, in a few words; empty when it would.
    Optional<String> refusal(URI url);
}
