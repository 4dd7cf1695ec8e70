package io.rookery.edge.stream;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.roster.RosterQuery;
import io.rookery.xmpp.xml.Element;
import java.util.List;

/// What a domain's accounts can do that clients learn from `<stream:features/>` after login, such
/// as roster versioning (RFC 6121 §2.6.1). Bind, stream management and client state are not named
/// here.
@FunctionalInterface
public interface StreamFeatures {
    /// Names nothing.
    StreamFeatures NONE = policy -> List.of();

    /// What our accounts do with rosters: versions (RFC 6121 §2.6.1), pre-approvals (§3.4).
    StreamFeatures ROSTERS =
            policy ->
                    List.of(
                            Element.of("ver", RosterQuery.VERSIONING),
                            Element.of("sub", "urn:xmpp:features:pre-approval"));

    /// The feature elements, in order.
    List<Element> of(DomainPolicy policy);
}
