package io.rookery.routing.feature;

import io.rookery.xmpp.stanza.Iq;

/// Which IQ requests a handler answers.
///
/// @param type get or set
/// @param name local name of the request's child
/// @param namespace its namespace
public record IqRoute(Target target, Iq.Type type, String name, String namespace) {}
