package io.rookery.routing.ping;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.stanza.Iq;
import java.util.List;
import java.util.Map;

/// XMPP ping (XEP-0199) of the domain and of one's own account.
public final class Ping implements Feature {
    private static final String NAMESPACE = "urn:xmpp:ping";

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public List<String> domainFeatures() {
        return List.of(NAMESPACE);
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(NAMESPACE);
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                new IqRoute(Target.DOMAIN, Iq.Type.GET, "ping", NAMESPACE),
                request -> Outcome.done(),
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.GET, "ping", NAMESPACE),
                request -> Outcome.done());
    }
}
