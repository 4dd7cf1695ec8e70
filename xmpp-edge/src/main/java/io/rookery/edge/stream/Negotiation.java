package io.rookery.edge.stream;

import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.sasl.SaslOffer;
import io.rookery.edge.stream.StreamAction.Close;
import io.rookery.edge.stream.StreamAction.Cut;
import io.rookery.edge.stream.StreamAction.FindDomain;
import io.rookery.edge.stream.StreamAction.OpenStream;
import io.rookery.edge.stream.StreamAction.Send;
import io.rookery.edge.stream.StreamAction.StartTls;
import io.rookery.edge.stream.StreamState.Authenticating;
import io.rookery.edge.stream.StreamState.AwaitingHeader;
import io.rookery.edge.stream.StreamState.Binding;
import io.rookery.edge.stream.StreamState.Bound;
import io.rookery.edge.stream.StreamState.Closed;
import io.rookery.edge.stream.StreamState.FindingDomain;
import io.rookery.edge.stream.StreamState.Offering;
import io.rookery.edge.stream.StreamState.Resuming;
import io.rookery.edge.stream.StreamState.Securing;
import io.rookery.edge.stream.StreamState.Unbound;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamError.Condition;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.jid.JidFormatException;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.stream.StreamHeader;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides the negotiation of client streams, from the first header to the bound session. The state
/// is the caller's; one instance serves all streams.
public final class Negotiation {
    /// Who answers for a domain that is not served, or when none is asked for.
    private static final String NOBODY = "";

    private final SaslSteps sasl;
    private final BindSteps binding;

    /// How often a client may fail.
    ///
    /// @param logins SASL attempts of one stream (RFC 6120 §6.4.4)
    /// @param bindings refused bindings and resumptions of one stream
    public record Attempts(int logins, int bindings) {}

    /// @param random a cryptographic source, for SCRAM's nonces
    public Negotiation(
            Decoys decoys, RandomGenerator random, Attempts attempts, StreamFeatures features) {
        this.sasl = new SaslSteps(decoys, random, attempts.logins());
        this.binding = new BindSteps(attempts.bindings(), features);
    }

    /// What `input` makes of `state`.
    public Decision decide(StreamState state, StreamInput input) {
        if (state instanceof Closed) {
            return Decision.of(state);
        }
        return switch (input) {
            case StreamInput.Failed(StreamError error) -> fail(state, error);
            case StreamInput.ClosedByClient() -> Decision.of(new Closed(), new Close(null));
            case StreamInput.Opened(StreamHeader header) -> opened(state, header);
            case StreamInput.Received(Parsed parsed) -> received(state, parsed);
            case StreamInput.DomainFound found -> found(state, found);
            case StreamInput.DomainUnavailable() ->
                    fail(state, StreamError.of(Condition.INTERNAL_SERVER_ERROR));
            case StreamInput.Secured secured ->
                    state instanceof Securing securing
                            ? Decision.of(
                                    new AwaitingHeader(
                                            Link.secured(secured.bindings()),
                                            null,
                                            securing.attempts()))
                            : Decision.of(state);
            case StreamInput.SaslAnswered answered ->
                    state instanceof Authenticating authenticating
                            ? sasl.answered(authenticating, answered.answer())
                            : Decision.of(state);
            case StreamInput.SessionBound bound -> binding.bound(state, bound);
            case StreamInput.SessionResumed resumed -> binding.resumed(state, resumed);
            case StreamInput.SessionRefused refused -> binding.refused(state, refused);
        };
    }

    /// RFC 6120 §4.9.1.2: the error comes within a stream, so the header goes first where it has
    /// not been sent.
    private static Decision fail(StreamState state, StreamError error) {
        return switch (state) {
            case AwaitingHeader waiting ->
                    Decision.of(new Closed(), new OpenStream(NOBODY, null), new Close(error));
            case FindingDomain finding ->
                    Decision.of(new Closed(), answer(finding.header()), new Close(error));
            case Securing securing -> Decision.of(new Closed(), new Cut());
            case Offering offering -> closed(error);
            case Authenticating authenticating -> closed(error);
            case Unbound unbound -> closed(error);
            case Binding binding -> closed(error);
            case Resuming resuming -> closed(error);
            case Bound bound -> closed(error);
            case Closed ended -> Decision.of(ended);
        };
    }

    static Decision closed(StreamError error) {
        return Decision.of(new Closed(), new Close(error));
    }

    /// RFC 6120 §4.7.
    private Decision opened(StreamState state, StreamHeader header) {
        if (!(state instanceof AwaitingHeader waiting)) {
            return fail(state, StreamError.of(Condition.BAD_FORMAT, "a second stream header"));
        }
        Optional<StreamError> wrong = wrong(header, waiting.login());
        if (wrong.isPresent()) {
            return refuse(header, wrong.get());
        }
        Login login = waiting.login();
        if (login != null) {
            return Decision.of(
                    new Unbound(login, 0),
                    answer(header),
                    new Send(Nonzas.features(binding.features(login.policy()))));
        }
        return Decision.of(
                new FindingDomain(waiting.link(), header, waiting.attempts()),
                new FindDomain(domain(header.to()).orElseThrow()));
    }

    private static Optional<StreamError> wrong(StreamHeader header, @Nullable Login login) {
        if (!isSpoken(header.version())) {
            return Optional.of(
                    StreamError.of(Condition.UNSUPPORTED_VERSION, "this server speaks 1.0"));
        }
        if (header.to() == null) {
            return Optional.of(
                    StreamError.of(Condition.IMPROPER_ADDRESSING, "the header names no domain"));
        }
        Optional<String> domain = domain(header.to());
        if (domain.isEmpty()) {
            return Optional.of(StreamError.of(Condition.HOST_UNKNOWN));
        }
        if (login != null && !domain.get().equals(login.user().domain())) {
            return Optional.of(
                    StreamError.of(Condition.NOT_AUTHORIZED, "the login was for another domain"));
        }
        return isPossible(header.from(), login)
                ? Optional.empty()
                : Optional.of(StreamError.of(Condition.INVALID_FROM));
    }

    /// RFC 6120 §4.7.5: any 1.x; a higher major version is answered with ours.
    private static boolean isSpoken(@Nullable String version) {
        if (version == null) {
            return false;
        }
        int dot = version.indexOf('.');
        if (dot < 1 || dot > 4 || version.length() == dot + 1 || version.length() > dot + 5) {
            return false;
        }
        for (int i = 0; i < version.length(); i++) {
            char c = version.charAt(i);
            if (i != dot && (c < '0' || c > '9')) {
                return false;
            }
        }
        return Integer.parseInt(version.substring(0, dot)) >= 1;
    }

    /// RFC 6120 §4.7.1: after SASL `from`, when there, is who logged in. Of nobody's account is
    /// what old libraries put there, the name of their machine: that is looked over.
    private static boolean isPossible(@Nullable String from, @Nullable Login login) {
        if (from == null) {
            return true;
        }
        try {
            BareJid bare = Jid.parse(from).bare();
            return login == null || bare.isDomain() || bare.equals(login.user());
        } catch (JidFormatException e) {
            return false;
        }
    }

    private static Optional<String> domain(@Nullable String to) {
        if (to == null) {
            return Optional.empty();
        }
        try {
            BareJid jid = BareJid.parse(to);
            return jid.isDomain() ? Optional.of(jid.domain()) : Optional.empty();
        } catch (JidFormatException e) {
            return Optional.empty();
        }
    }

    private static Decision refuse(StreamHeader header, StreamError error) {
        return Decision.of(new Closed(), answer(header), new Close(error));
    }

    /// RFC 6120 §4.9.1.3.
    private static Decision refuseUnserved(StreamHeader header, StreamError error) {
        return Decision.of(
                new Closed(), new OpenStream(NOBODY, correspondent(header)), new Close(error));
    }

    private static OpenStream answer(StreamHeader header) {
        return new OpenStream(domain(header.to()).orElse(NOBODY), correspondent(header));
    }

    /// RFC 6120 §4.7.2: the bare JID that the client says to be.
    private static @Nullable String correspondent(StreamHeader header) {
        String from = header.from();
        if (from == null) {
            return null;
        }
        try {
            return Jid.parse(from).bare().toString();
        } catch (JidFormatException e) {
            return null;
        }
    }

    private Decision found(StreamState state, StreamInput.DomainFound found) {
        if (!(state instanceof FindingDomain finding)) {
            return Decision.of(state);
        }
        Optional<DomainPolicy> policy = found.policy().filter(DomainPolicy::active);
        if (policy.isEmpty()) {
            return refuseUnserved(finding.header(), StreamError.of(Condition.HOST_UNKNOWN));
        }
        Link link = finding.link();
        if (!link.upgradable() && found.elsewhere().isPresent()) {
            // RFC 6120 §4.9.3.19: not before TLS, or anybody on the way could send clients off.
            return refuse(finding.header(), found.elsewhere().get());
        }
        SaslOffer offer = SaslOffer.of(policy.get(), link.secure(), found.scram(), link.bindings());
        List<Element> features = new ArrayList<>(2);
        if (link.upgradable()) {
            features.add(Nonzas.startTlsRequired());
        } else {
            if (!offer.mechanisms().isEmpty()) {
                features.add(Nonzas.mechanisms(offer));
            }
            if (!offer.bindings().isEmpty()) {
                features.add(Nonzas.channelBindings(offer));
            }
        }
        return Decision.of(
                new Offering(link, policy.get(), offer, finding.attempts()),
                answer(finding.header()),
                new Send(Nonzas.features(features)));
    }

    private Decision received(StreamState state, Parsed parsed) {
        return switch (state) {
            case Offering offering ->
                    parsed instanceof Parsed.NotStanza(Element element)
                            ? offered(offering, element)
                            : early();
            case Authenticating authenticating ->
                    parsed instanceof Parsed.NotStanza(Element element)
                            ? sasl.received(authenticating, element)
                            : early();
            case Unbound unbound -> binding.received(unbound, parsed);
            case AwaitingHeader waiting -> fail(state, noHeader(parsed));
            case FindingDomain finding -> fail(state, StreamError.of(Condition.NOT_AUTHORIZED));
            case Securing securing -> fail(state, StreamError.of(Condition.NOT_AUTHORIZED));
            case Binding binding -> early();
            case Resuming resuming -> early();
            case Bound bound -> Decision.of(bound);
            case Closed ended -> Decision.of(ended);
        };
    }

    /// RFC 7395 §3.3.2 names the error of an `<open/>` that is of another namespace.
    private static StreamError noHeader(Parsed parsed) {
        return parsed instanceof Parsed.NotStanza(Element element) && element.name().equals("open")
                ? StreamError.of(Condition.INVALID_NAMESPACE)
                : StreamError.of(Condition.BAD_FORMAT, "no stream header");
    }

    /// RFC 6120 §4.9.3.12.
    static Decision early() {
        return closed(StreamError.of(Condition.NOT_AUTHORIZED));
    }

    private Decision offered(Offering offering, Element element) {
        if (element.is("starttls", Nonzas.TLS)) {
            return offering.link().upgradable()
                    ? Decision.of(
                            new Securing(offering.attempts()),
                            new Send(Element.of("proceed", Nonzas.TLS)),
                            new StartTls())
                    : Decision.of(
                            new Closed(),
                            new Send(Element.of("failure", Nonzas.TLS)),
                            new Close(null)); // RFC 6120 §5.4.2.2
        }
        return sasl.begin(offering, element);
    }
}
