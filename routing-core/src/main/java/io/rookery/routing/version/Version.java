package io.rookery.routing.version;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.xml.Element;
import java.util.List;
import java.util.Map;

/// Software version (XEP-0092) of the domain.
public final class Version implements Feature {
    private static final String NAMESPACE = "jabber:iq:version";

    private final String version;

    public Version(String version) {
        this.version = version;
    }

    @Override
    public String name() {
        return "version";
    }

    @Override
    public List<String> domainFeatures() {
        return List.of(NAMESPACE);
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                new IqRoute(Target.DOMAIN, Iq.Type.GET, "query", NAMESPACE),
                request ->
                        Outcome.result(
                                Element.builder("query", NAMESPACE)
                                        .child("name", "Rookery")
                                        .child("version", version)
                                        .build()));
    }
}
