package io.rookery.routing.time;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.delay.DateTime;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.xml.Element;
import java.util.List;
import java.util.Map;

/// Entity time (XEP-0202) of the domain.
public final class EntityTime implements Feature {
    private static final String NAMESPACE = "urn:xmpp:time";

    @Override
    public String name() {
        return "time";
    }

    @Override
    public List<String> domainFeatures() {
        return List.of(NAMESPACE);
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                new IqRoute(Target.DOMAIN, Iq.Type.GET, "time", NAMESPACE),
                request ->
                        Outcome.result(
                                Element.builder("time", NAMESPACE)
                                        .child("tzo", "+00:00")
                                        .child("utc", DateTime.format(request.now()))
                                        .build()));
    }
}
