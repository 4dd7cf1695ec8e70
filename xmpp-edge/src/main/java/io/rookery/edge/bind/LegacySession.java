package io.rookery.edge.bind;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.xml.Element;
import java.util.Map;

/// The session establishment of RFC 3921 §3, which RFC 6120 dropped: does nothing, and says so. It
/// is answered by the account, since after bind nothing reaches a client without a number.
public final class LegacySession implements Feature {
    /// Its name in [io.rookery.routing.port.DomainPolicy#disabledFeatures].
    public static final String NAME = "session";

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:xmpp-session";

    /// The stream feature.
    public static final Element FEATURE =
            Element.builder("session", NAMESPACE).child("optional").build();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.SET, "session", NAMESPACE),
                request -> Outcome.done(),
                new IqRoute(Target.DOMAIN, Iq.Type.SET, "session", NAMESPACE),
                request -> Outcome.done());
    }
}
