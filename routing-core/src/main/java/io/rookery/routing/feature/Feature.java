package io.rookery.routing.feature;

import java.util.List;
import java.util.Map;

/// One protocol feature. Its package's `package-info` names the specification.
public interface Feature {
    /// The name of its switch in a domain's policy, for example `carbons`.
    String name();

    /// Service discovery features that the domain shows while the feature is on (XEP-0030 §3).
    default List<String> domainFeatures() {
        return List.of();
    }

    /// Service discovery features that an account's bare JID shows while the feature is on.
    default List<String> accountFeatures() {
        return List.of();
    }

    /// The IQ requests it answers.
    Map<IqRoute, IqHandler> routes();
}
