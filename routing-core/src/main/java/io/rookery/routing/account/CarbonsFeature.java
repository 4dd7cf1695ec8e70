package io.rookery.routing.account;

import io.rookery.routing.carbons.Carbons;
import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRequest;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.stanza.Iq;
import java.util.List;
import java.util.Map;

/// Message carbons (XEP-0280): what a session asks for. The copies are made in [Messages].
public final class CarbonsFeature implements Feature {
    static final String NAME = "carbons";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> domainFeatures() {
        return List.of(Carbons.NAMESPACE, Carbons.RULES);
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(Carbons.NAMESPACE, Carbons.RULES);
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                route("enable"), request -> toggle(request, true),
                route("disable"), request -> toggle(request, false));
    }

    private static IqRoute route(String name) {
        return new IqRoute(Target.OWN_ACCOUNT, Iq.Type.SET, name, Carbons.NAMESPACE);
    }

    private static Outcome toggle(IqRequest request, boolean enabled) {
        if (!(request instanceof Request own) || own.session() == null) {
            return Outcome.rejected(Condition.FORBIDDEN, "Only a session enables its own carbons");
        }
        own.session().carbons = enabled;
        return Outcome.done();
    }
}
