package io.rookery.routing.disco;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.Features;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRequest;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.xml.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers `disco#info` and `disco#items` from what is registered and switched on for the domain.
public final class Disco implements Feature {
    static final String INFO = "http://jabber.org/protocol/disco#info";
    static final String ITEMS = "http://jabber.org/protocol/disco#items";

    private final Supplier<Features> features;

    /// @param features all features, this one included; asked only when a request comes
    public Disco(Supplier<Features> features) {
        this.features = features;
    }

    @Override
    public String name() {
        return "disco";
    }

    @Override
    public List<String> domainFeatures() {
        return List.of(INFO, ITEMS);
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(INFO, ITEMS);
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        Map<IqRoute, IqHandler> routes = new HashMap<>();
        for (Target target : Target.values()) {
            routes.put(new IqRoute(target, Iq.Type.GET, "query", INFO), this::info);
            routes.put(new IqRoute(target, Iq.Type.GET, "query", ITEMS), Disco::items);
        }
        return routes;
    }

    private Outcome info(IqRequest request) {
        if (request.query().attribute("node") != null) {
            return noSuchNode();
        }
        return switch (request.target()) {
            case DOMAIN ->
                    Outcome.result(
                            info(
                                    identity("server", "im", "Rookery"),
                                    features.get().domainFeatures(request.policy())));
            case OWN_ACCOUNT -> account(request);
            case OTHER_ACCOUNT -> request.trusted() ? account(request) : hidden();
        };
    }

    private Outcome account(IqRequest request) {
        return Outcome.result(
                info(
                        identity("account", "registered", null),
                        features.get().accountFeatures(request.policy())));
    }

    private static Outcome items(IqRequest request) {
        if (request.target() == Target.OTHER_ACCOUNT && !request.trusted()) {
            return hidden();
        }
        if (request.query().attribute("node") != null) {
            return noSuchNode();
        }
        Element.Builder items = Element.builder("query", ITEMS);
        if (request.target() != Target.DOMAIN) {
            // XEP-0030 §8: whoever may see the presence may see the resources.
            request.availableResources()
                    .forEach(jid ->
                            items.child(
                                    Element.builder("item", ITEMS)
                                            .attribute("jid", jid.toString())
                                            .build()));
        }
        return Outcome.result(items.build());
    }

    private static Element info(Element identity, SortedSet<String> vars) {
        Element.Builder info = Element.builder("query", INFO).child(identity);
        for (String feature : vars) {
            info.child(Element.builder("feature", INFO).attribute("var", feature).build());
        }
        return info.build();
    }

    private static Element identity(String category, String type, @Nullable String name) {
        return Element.builder("identity", INFO)
                .attribute("category", category)
                .attribute("type", type)
                .attribute("name", name)
                .build();
    }

    private static Outcome noSuchNode() {
        return Outcome.rejected(Condition.ITEM_NOT_FOUND, "There is no such node");
    }

    /// XEP-0030 §8: the same answer as for an account that does not exist.
    private static Outcome hidden() {
        return new Outcome.Rejected(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
    }
}
