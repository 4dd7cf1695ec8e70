package io.rookery.edge.sasl;

import io.rookery.edge.sasl.SaslState.AwaitingProof;
import io.rookery.edge.sasl.SaslState.Begun;
import io.rookery.edge.sasl.SaslState.CheckingPassword;
import io.rookery.edge.sasl.SaslState.Ended;
import io.rookery.edge.sasl.SaslState.FindingVerifier;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides the SASL exchanges of one stream. The state is the caller's; nothing is kept here.
///
/// Whoever fails learns nothing but that: an unknown user gets a challenge like any other, and
/// fails with the proof.
public final class Sasl {
    private static final int NONCE_BYTES = 18;

    private final String domain;
    private final SaslOffer offer;
    private final ChannelBindings channel;
    private final Decoys decoys;
    private final RandomGenerator random;

    /// @param random a cryptographic source
    public Sasl(
            String domain,
            SaslOffer offer,
            ChannelBindings channel,
            Decoys decoys,
            RandomGenerator random) {
        this.domain = domain;
        this.offer = offer;
        this.channel = channel;
        this.decoys = decoys;
        this.random = random;
    }

    /// What `input` makes of `state`.
    public SaslStep decide(SaslState state, SaslInput input) {
        try {
            return switch (state) {
                case Begun begun -> begin(begun.mechanism(), message(input));
                case CheckingPassword checking -> checked(checking.user(), input);
                case FindingVerifier finding -> found(finding, input);
                case AwaitingProof awaiting -> proof(awaiting, message(input));
                case Ended ended -> throw new SaslSyntaxException("exchange is over");
            };
        } catch (SaslSyntaxException e) {
            return SaslStep.failed(SaslFailure.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private SaslStep begin(Mechanism mechanism, byte[] message) throws SaslSyntaxException {
        ScramHash hash = mechanism.hash();
        return hash == null ? plain(message) : scram(mechanism, hash, utf8(message));
    }

    /// RFC 4616: `[authzid] NUL authcid NUL passwd`.
    private SaslStep plain(byte[] message) throws SaslSyntaxException {
        String text = utf8(message);
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        if (first < 0 || second < 0 || text.indexOf('\0', second + 1) >= 0) {
            throw new SaslSyntaxException("PLAIN has not three parts");
        }
        String password = text.substring(second + 1);
        Optional<BareJid> user = user(text.substring(first + 1, second));
        if (user.isEmpty() || password.isEmpty()) {
            return SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "no such name");
        }
        if (!mayBe(text.substring(0, first), user.get())) {
            return SaslStep.failed(SaslFailure.INVALID_AUTHZID, "authzid of another");
        }
        return new SaslStep(
                new CheckingPassword(user.get()),
                new SaslOutput.CheckPassword(user.get(), password));
    }

    private static SaslStep checked(BareJid user, SaslInput input) throws SaslSyntaxException {
        if (!(input instanceof SaslInput.Checked(Verdict verdict))) {
            throw new SaslSyntaxException("message out of turn");
        }
        return switch (verdict) {
            case ALLOWED -> succeeded(user, new byte[0]);
            case DENIED -> SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "denied");
            case DISABLED -> SaslStep.failed(SaslFailure.ACCOUNT_DISABLED, "disabled");
            case UNAVAILABLE ->
                    SaslStep.failed(SaslFailure.TEMPORARY_AUTH_FAILURE, "source unavailable");
        };
    }

    private SaslStep scram(Mechanism mechanism, ScramHash hash, String message)
            throws SaslSyntaxException {
        ScramFirst first = ScramFirst.parse(message);
        Optional<SaslStep> refused = refuseBinding(mechanism, first);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<BareJid> user = user(first.username());
        if (user.isEmpty()) {
            return SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "no such name");
        }
        if (!mayBe(first.authzid(), user.get())) {
            return SaslStep.failed(SaslFailure.INVALID_AUTHZID, "authzid of another");
        }
        return new SaslStep(
                new FindingVerifier(mechanism, user.get(), first),
                new SaslOutput.FindVerifier(user.get(), hash));
    }

    /// RFC 5802 §6: the rules that keep a man in the middle from taking `-PLUS` out of the list.
    private Optional<SaslStep> refuseBinding(Mechanism mechanism, ScramFirst first) {
        if (mechanism.isBound() != (first.flag() == 'p')) {
            return Optional.of(
                    SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "flag does not fit mechanism"));
        }
        if (first.flag() == 'y' && offer.offersBound()) {
            return Optional.of(
                    SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "channel binding downgrade"));
        }
        String binding = first.binding();
        if (binding != null && bindingData(binding).isEmpty()) {
            return Optional.of(
                    SaslStep.failed(
                            SaslFailure.NOT_AUTHORIZED, "channel binding type not offered"));
        }
        return Optional.empty();
    }

    private SaslStep found(FindingVerifier finding, SaslInput input) throws SaslSyntaxException {
        if (!(input instanceof SaslInput.Found(ScramLookup lookup))) {
            throw new SaslSyntaxException("message out of turn");
        }
        ScramHash hash = Objects.requireNonNull(finding.mechanism().hash());
        ScramVerifier known = lookup.verifier();
        return switch (lookup.state()) {
            case UNAVAILABLE ->
                    SaslStep.failed(SaslFailure.TEMPORARY_AUTH_FAILURE, "source unavailable");
            case ABSENT ->
                    challenge(
                            finding,
                            decoys.verifier(finding.user(), hash),
                            SaslFailure.NOT_AUTHORIZED);
            case EXISTS ->
                    known == null || known.hash() != hash
                            ? challenge(
                                    finding,
                                    decoys.verifier(finding.user(), hash),
                                    SaslFailure.NOT_AUTHORIZED)
                            : challenge(
                                    finding,
                                    known,
                                    lookup.disabled() ? SaslFailure.ACCOUNT_DISABLED : null);
        };
    }

    private SaslStep challenge(
            FindingVerifier finding, ScramVerifier verifier, @Nullable SaslFailure refusal) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Base64.Encoder base64 = Base64.getEncoder();
        String serverFirst =
                "r="
                        + finding.first().nonce()
                        + base64.encodeToString(nonce)
                        + ",s="
                        + base64.encodeToString(verifier.salt())
                        + ",i="
                        + verifier.iterations();
        return new SaslStep(
                new AwaitingProof(finding.user(), finding.first(), verifier, serverFirst, refusal),
                new SaslOutput.Challenge(serverFirst.getBytes(StandardCharsets.US_ASCII)));
    }

    private SaslStep proof(AwaitingProof state, byte[] message) throws SaslSyntaxException {
        String text = utf8(message);
        int proofAt = text.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw new SaslSyntaxException("no proof");
        }
        String withoutProof = text.substring(0, proofAt);
        byte[] proof = base64(text.substring(proofAt + ",p=".length()));
        String[] attributes = withoutProof.split(",", -1);
        if (attributes.length < 2) {
            throw new SaslSyntaxException("attributes missing");
        }
        byte[] binding = base64(ScramFirst.value(attributes[0], 'c'));
        String nonce = ScramFirst.value(attributes[1], 'r');
        if (!Arrays.equals(binding, expectedBinding(state.first()))) {
            return SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "channel binding differs");
        }
        if (!state.serverFirst().startsWith("r=" + nonce + ",s=")) {
            return SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "nonce differs");
        }
        String authMessage = state.first().bare() + ',' + state.serverFirst() + ',' + withoutProof;
        return proven(state, authMessage, proof);
    }

    private static SaslStep proven(AwaitingProof state, String authMessage, byte[] proof) {
        boolean right = ScramMath.proves(state.verifier(), authMessage, proof);
        SaslFailure refusal = state.refusal();
        if (!right || refusal == SaslFailure.NOT_AUTHORIZED) {
            return SaslStep.failed(SaslFailure.NOT_AUTHORIZED, "wrong proof");
        }
        if (refusal != null) {
            return SaslStep.failed(refusal, "refused with the right proof");
        }
        byte[] signature = ScramMath.serverSignature(state.verifier(), authMessage);
        String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
        return succeeded(state.user(), serverFinal.getBytes(StandardCharsets.US_ASCII));
    }

    private static SaslStep succeeded(BareJid user, byte[] bytes) {
        return new SaslStep(new Ended(), new SaslOutput.Success(user, bytes));
    }

    private byte[] expectedBinding(ScramFirst first) {
        byte[] header = first.gs2Header().getBytes(StandardCharsets.UTF_8);
        String type = first.binding();
        byte[] data = type == null ? new byte[0] : bindingData(type).orElse(new byte[0]);
        byte[] all = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, all, header.length, data.length);
        return all;
    }

    private Optional<byte[]> bindingData(String type) {
        return BindingType.named(type).filter(offer.bindings()::contains).flatMap(channel::data);
    }

    /// The authentication identity is a localpart (RFC 6120 §6.3.7); `user@domain` of this domain
    /// is taken too. COMPAT: several clients send the bare JID.
    private Optional<BareJid> user(String name) {
        try {
            String suffix = '@' + domain;
            String local =
                    name.endsWith(suffix)
                            ? name.substring(0, name.length() - suffix.length())
                            : name;
            return local.isEmpty() ? Optional.empty() : Optional.of(BareJid.of(local, domain));
        } catch (JidFormatException e) {
            return Optional.empty();
        }
    }

    /// RFC 6120 §6.3.8: nobody acts for another here.
    private static boolean mayBe(String authzid, BareJid user) {
        if (authzid.isEmpty()) {
            return true;
        }
        try {
            return BareJid.parse(authzid).equals(user);
        } catch (JidFormatException e) {
            return false;
        }
    }

    private static byte[] message(SaslInput input) throws SaslSyntaxException {
        if (input instanceof SaslInput.Message(byte[] bytes)) {
            return bytes;
        }
        throw new SaslSyntaxException("answer out of turn");
    }

    private static String utf8(byte[] bytes) throws SaslSyntaxException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new SaslSyntaxException("not UTF-8");
        }
    }

    private static byte[] base64(String text) throws SaslSyntaxException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new SaslSyntaxException("not base64");
        }
    }
}
