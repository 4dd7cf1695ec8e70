package io.rookery.edge.stream;

import io.rookery.edge.sasl.Mechanism;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.jid.BareJid;

/// Who a stream belongs to since its SASL success.
///
/// @param policy the domain's as it was then
public record Login(BareJid user, DomainPolicy policy, Mechanism mechanism) {}
