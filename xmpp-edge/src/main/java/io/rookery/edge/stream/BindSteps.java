package io.rookery.edge.stream;

import io.rookery.edge.bind.LegacySession;
import io.rookery.edge.bind.ResourceBinding;
import io.rookery.edge.csi.ClientStateIndication;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.edge.stream.StreamAction.Close;
import io.rookery.edge.stream.StreamAction.Send;
import io.rookery.edge.stream.StreamAction.SendStanza;
import io.rookery.edge.stream.StreamState.Binding;
import io.rookery.edge.stream.StreamState.Bound;
import io.rookery.edge.stream.StreamState.Closed;
import io.rookery.edge.stream.StreamState.Resuming;
import io.rookery.edge.stream.StreamState.Unbound;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamError.Condition;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.List;

/// From login to session: resource binding (RFC 6120 §7) or resumption (XEP-0198 §5).
final class BindSteps {
    private final int maxRefusals;
    private final StreamFeatures features;

    BindSteps(int maxRefusals, StreamFeatures features) {
        this.maxRefusals = maxRefusals;
        this.features = features;
    }

    List<Element> features(DomainPolicy policy) {
        List<Element> all = new ArrayList<>();
        all.add(ResourceBinding.FEATURE);
        if (policy.enabled(LegacySession.NAME)) {
            all.add(LegacySession.FEATURE);
        }
        if (policy.enabled(StreamManagement.NAME)) {
            all.add(StreamManagement.FEATURE);
        }
        if (policy.enabled(ClientStateIndication.NAME)) {
            all.add(ClientStateIndication.FEATURE);
        }
        all.addAll(features.of(policy));
        return all;
    }

    Decision received(Unbound state, Parsed parsed) {
        return switch (parsed) {
            case Parsed.Accepted(Stanza stanza) ->
                    stanza instanceof Iq iq && ResourceBinding.isRequest(iq)
                            ? bind(state, iq)
                            : Negotiation.early();
            case Parsed.Faulty(Stanza header, StanzaError error) -> Negotiation.early();
            case Parsed.NotStanza(Element element) -> nonza(state, element);
        };
    }

    private Decision bind(Unbound state, Iq request) {
        return switch (ResourceBinding.read(request, state.login().user())) {
            case ResourceBinding.Wish.Resource(String resource) ->
                    Decision.of(
                            new Binding(state, request),
                            new StreamAction.Bind(state.login(), resource));
            case ResourceBinding.Wish.Wrong(StanzaError error) ->
                    refused(state, new SendStanza(Iq.error(request, error)));
        };
    }

    private Decision nonza(Unbound state, Element element) {
        if (!element.namespace().equals(StreamManagement.NAMESPACE)
                || !state.login().policy().enabled(StreamManagement.NAME)) {
            return element.namespace().equals(ClientStateIndication.NAMESPACE)
                    ? Negotiation.early()
                    : Negotiation.closed(StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE));
        }
        return switch (StreamManagement.readResume(element)) {
            case StreamManagement.ResumeWish.Resume(var previous, long handled) ->
                    Decision.of(
                            new Resuming(state, previous),
                            new StreamAction.Resume(state.login(), previous, handled));
            case StreamManagement.ResumeWish.Wrong(var condition) ->
                    refused(state, new Send(StreamManagement.failed(condition, -1)));
        };
    }

    Decision bound(StreamState state, StreamInput.SessionBound bound) {
        return state instanceof Binding(Unbound unbound, Iq request)
                ? Decision.of(
                        new Bound(unbound.login()),
                        new SendStanza(ResourceBinding.result(request, bound.jid())))
                : Decision.of(state);
    }

    Decision resumed(StreamState state, StreamInput.SessionResumed resumed) {
        return state instanceof Resuming(Unbound unbound, var previous)
                ? Decision.of(
                        new Bound(unbound.login()),
                        new Send(StreamManagement.resumed(previous, resumed.handled())))
                : Decision.of(state);
    }

    Decision refused(StreamState state, StreamInput.SessionRefused refused) {
        return switch (state) {
            case Binding(Unbound unbound, Iq request) ->
                    refused(unbound, new SendStanza(Iq.error(request, refused.error())));
            case Resuming(Unbound unbound, var previous) ->
                    refused(
                            unbound,
                            new Send(
                                    StreamManagement.failed(
                                            refused.error().condition(), refused.handled())));
            default -> Decision.of(state);
        };
    }

    private Decision refused(Unbound state, StreamAction answer) {
        int refusals = state.refusals() + 1;
        return refusals < maxRefusals
                ? Decision.of(new Unbound(state.login(), refusals), answer)
                : Decision.of(
                        new Closed(),
                        answer,
                        new Close(StreamError.of(Condition.POLICY_VIOLATION, "too many attempts")));
    }
}
