package io.rookery.routing.feature;

import io.rookery.routing.port.DomainPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// All features of this node; immutable. Whether one is on is asked of the domain's policy each
/// time.
public final class Features {
    private final List<Feature> features;
    private final Map<IqRoute, Registered> routes = new HashMap<>();

    /// @throws IllegalArgumentException when two features answer the same requests
    public Features(List<Feature> features) {
        this.features = List.copyOf(features);
        for (Feature feature : features) {
            feature.routes()
                    .forEach((route, handler) -> {
                        Registered other = routes.put(route, new Registered(feature, handler));
                        if (other != null) {
                            throw new IllegalArgumentException(
                                    "feature: "
                                            + feature.name()
                                            + " (expected: "
                                            + route
                                            + " not answered by "
                                            + other.feature.name()
                                            + " already)");
                        }
                    });
        }
    }

    /// The handler of a kind of request in a domain, if one is on.
    public Optional<IqHandler> handler(DomainPolicy policy, IqRoute route) {
        return Optional.ofNullable(routes.get(route))
                .filter(registered -> policy.enabled(registered.feature.name()))
                .map(Registered::handler);
    }

    /// What the domain shows in service discovery, sorted.
    public SortedSet<String> domainFeatures(DomainPolicy policy) {
        SortedSet<String> all = new TreeSet<>();
        features.stream()
                .filter(feature -> policy.enabled(feature.name()))
                .forEach(feature -> all.addAll(feature.domainFeatures()));
        return all;
    }

    /// What an account's bare JID shows in service discovery, sorted.
    public SortedSet<String> accountFeatures(DomainPolicy policy) {
        SortedSet<String> all = new TreeSet<>();
        features.stream()
                .filter(feature -> policy.enabled(feature.name()))
                .forEach(feature -> all.addAll(feature.accountFeatures()));
        return all;
    }

    /// Names of all features, for the validation of domain policies.
    public List<String> names() {
        return features.stream().map(Feature::name).sorted().toList();
    }

    private record Registered(Feature feature, IqHandler handler) {}
}
