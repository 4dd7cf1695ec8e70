package io.rookery.edge.stream;

import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.Sasl;
import io.rookery.edge.sasl.SaslFailure;
import io.rookery.edge.sasl.SaslInput;
import io.rookery.edge.sasl.SaslOutput;
import io.rookery.edge.sasl.SaslState;
import io.rookery.edge.sasl.SaslStep;
import io.rookery.edge.stream.StreamAction.Close;
import io.rookery.edge.stream.StreamAction.LoggedIn;
import io.rookery.edge.stream.StreamAction.LoginFailed;
import io.rookery.edge.stream.StreamAction.Send;
import io.rookery.edge.stream.StreamState.Authenticating;
import io.rookery.edge.stream.StreamState.AwaitingHeader;
import io.rookery.edge.stream.StreamState.Closed;
import io.rookery.edge.stream.StreamState.Offering;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamError.Condition;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// SASL within a stream's negotiation (RFC 6120 §6.4).
final class SaslSteps {
    // A channel binding that is refused counts half. Clients that know only a way to bind that TLS
    // 1.3 does not have try each -PLUS mechanism, then each of the others with the flag that says
    // they could have bound, and only then PLAIN.
    private static final int WHOLE = 2;
    private static final int HALF = 1;

    private final Decoys decoys;
    private final RandomGenerator random;
    private final int most;

    SaslSteps(Decoys decoys, RandomGenerator random, int maxAttempts) {
        this.decoys = decoys;
        this.random = random;
        this.most = maxAttempts * WHOLE;
    }

    /// A first-level element while no exchange runs.
    Decision begin(Offering offering, Element element) {
        if (!element.namespace().equals(Nonzas.SASL)) {
            return strange(element);
        }
        if (!element.name().equals("auth")) {
            return failed(offering, null, null, SaslFailure.MALFORMED_REQUEST, "no exchange");
        }
        if (offering.link().upgradable()) {
            return failed(offering, null, null, SaslFailure.ENCRYPTION_REQUIRED, "before TLS");
        }
        String name = element.attribute("mechanism");
        Optional<Mechanism> mechanism = name == null ? Optional.empty() : Mechanism.named(name);
        if (mechanism.isEmpty() || !offering.offer().mechanisms().contains(mechanism.get())) {
            boolean plain = mechanism.filter(Mechanism.PLAIN::equals).isPresent();
            SaslFailure condition =
                    plain && !offering.link().secure()
                            ? SaslFailure.ENCRYPTION_REQUIRED
                            : SaslFailure.INVALID_MECHANISM;
            return failed(offering, null, null, condition, "not offered");
        }
        Authenticating begun =
                new Authenticating(offering, mechanism.get(), new SaslState.Begun(mechanism.get()));
        return element.text().isEmpty() // RFC 6120 §6.4.2: no initial response
                ? Decision.of(begun, new Send(Nonzas.challenge(new byte[0])))
                : message(begun, element.text());
    }

    /// A first-level element while an exchange runs. Another `<auth/>` ends it and begins its own
    /// (RFC 6120 §6.4.2).
    Decision received(Authenticating state, Element element) {
        if (!element.namespace().equals(Nonzas.SASL)) {
            return Negotiation.early();
        }
        return switch (element.name()) {
            case "auth" -> beginAgain(state, element);
            case "response" -> message(state, element.text());
            case "abort" -> failed(state, SaslFailure.ABORTED, "aborted");
            default -> failed(state, SaslFailure.MALFORMED_REQUEST, "not a response");
        };
    }

    private Decision beginAgain(Authenticating state, Element auth) {
        Offering old = state.offering();
        int attempts = old.attempts() + WHOLE;
        return attempts < most
                ? begin(new Offering(old.link(), old.policy(), old.offer(), attempts), auth)
                : failed(state, SaslFailure.ABORTED, "begun anew too often");
    }

    Decision answered(Authenticating state, SaslInput answer) {
        return step(state, answer);
    }

    /// RFC 6120 §6.4.2: `=` stands for no bytes.
    private Decision message(Authenticating state, String text) {
        try {
            byte[] bytes =
                    text.equals("=") ? new byte[0] : Base64.getDecoder().decode(text.strip());
            return step(state, new SaslInput.Message(bytes));
        } catch (IllegalArgumentException e) {
            return failed(state, SaslFailure.INCORRECT_ENCODING, "not base64");
        }
    }

    private Decision step(Authenticating state, SaslInput input) {
        Offering offering = state.offering();
        Sasl sasl =
                new Sasl(
                        offering.policy().domain(),
                        offering.offer(),
                        offering.link().bindings(),
                        decoys,
                        random);
        SaslStep step = sasl.decide(state.exchange(), input);
        Authenticating next = new Authenticating(offering, state.mechanism(), step.next());
        return switch (step.output()) {
            case SaslOutput.Challenge(byte[] bytes) ->
                    Decision.of(next, new Send(Nonzas.challenge(bytes)));
            case SaslOutput.FindVerifier(var user, var hash) ->
                    Decision.of(next, new StreamAction.FindVerifier(offering.policy(), user, hash));
            case SaslOutput.CheckPassword(var user, var password) ->
                    Decision.of(
                            next,
                            new StreamAction.CheckPassword(offering.policy(), user, password));
            case SaslOutput.Success(BareJid user, byte[] bytes) -> succeeded(state, user, bytes);
            case SaslOutput.Failure(SaslFailure condition, String reason) ->
                    failed(state, condition, reason);
        };
    }

    private static Decision succeeded(Authenticating state, BareJid user, byte[] bytes) {
        Offering offering = state.offering();
        Login login = new Login(user, offering.policy(), state.mechanism());
        return Decision.of(
                new AwaitingHeader(offering.link(), login, 0),
                new Send(Nonzas.success(bytes)),
                new LoggedIn(login));
    }

    private Decision failed(Authenticating state, SaslFailure condition, String reason) {
        return failed(
                state.offering(), state.mechanism(), user(state.exchange()), condition, reason);
    }

    private Decision failed(
            Offering offering,
            @Nullable Mechanism mechanism,
            @Nullable BareJid user,
            SaslFailure condition,
            String reason) {
        List<StreamAction> actions = new ArrayList<>(3);
        actions.add(new LoginFailed(offering.policy(), mechanism, user, condition, reason));
        actions.add(new Send(Nonzas.failure(condition)));
        boolean unbound = user == null && condition == SaslFailure.NOT_AUTHORIZED;
        int attempts = offering.attempts() + (unbound ? HALF : WHOLE);
        if (attempts >= most) {
            actions.add(new Close(StreamError.of(Condition.POLICY_VIOLATION, "too many attempts")));
            return new Decision(new Closed(), actions);
        }
        return new Decision(
                new Offering(offering.link(), offering.policy(), offering.offer(), attempts),
                actions);
    }

    private static @Nullable BareJid user(SaslState state) {
        return switch (state) {
            case SaslState.CheckingPassword(BareJid user) -> user;
            case SaslState.FindingVerifier finding -> finding.user();
            case SaslState.AwaitingProof awaiting -> awaiting.user();
            case SaslState.Begun begun -> null;
            case SaslState.Ended ended -> null;
        };
    }

    /// RFC 6120 §4.9.3.23 for what nobody knows; what would be known later comes too early.
    private static Decision strange(Element element) {
        return element.namespace().startsWith("urn:xmpp:sm:")
                        || element.namespace().startsWith("urn:xmpp:csi:")
                ? Negotiation.early()
                : Negotiation.closed(StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE));
    }
}
