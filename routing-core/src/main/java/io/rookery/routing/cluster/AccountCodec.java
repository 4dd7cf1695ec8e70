package io.rookery.routing.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.WireParts;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.WireAttach;
import io.rookery.routing.wire.WireClientState;
import io.rookery.routing.wire.WireDetach;
import io.rookery.routing.wire.WireEnd;
import io.rookery.routing.wire.WireForward;
import io.rookery.routing.wire.WireForwardConfirmed;
import io.rookery.routing.wire.WireForwardWant;
import io.rookery.routing.wire.WireIngress;
import io.rookery.routing.wire.WireManaged;
import io.rookery.routing.wire.WireNotice;
import io.rookery.routing.wire.WireProgress;
import java.util.Locale;

/// [ToAccount] to and from protobuf. The manifest names the message; it never changes its meaning.
final class AccountCodec {
    private AccountCodec() {}

    static String manifest(ToAccount message) {
        return switch (message) {
            case ToAccount.Attach m -> "a";
            case ToAccount.Ingress m -> "i";
            case ToAccount.Progress m -> "p";
            case ToAccount.Managed m -> "m";
            case ToAccount.ClientState m -> "c";
            case ToAccount.Detach m -> "d";
            case ToAccount.End m -> "e";
            case ToAccount.Forward m -> "f";
            case ToAccount.ForwardConfirmed m -> "g";
            case ToAccount.ForwardWant m -> "w";
            case ToAccount.Notice m -> "n";
        };
    }

    static MessageLite encode(ToAccount message) {
        return switch (message) {
            case ToAccount.Attach attach -> Codec.attach(attach);
            case ToAccount.Ingress m ->
                    WireIngress.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .setMaybeSeen(m.maybeSeen())
                            .setStanza(WireParts.numbered(m.stanza()))
                            .build();
            case ToAccount.Progress m ->
                    WireProgress.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .setHanded(m.handed())
                            .setTaken(m.taken())
                            .setSettled(m.settled())
                            .build();
            case ToAccount.Managed m ->
                    WireManaged.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .setResumption(Codec.resumption(m.resumption()))
                            .build();
            case ToAccount.ClientState m ->
                    WireClientState.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .setInactive(m.inactive())
                            .build();
            case ToAccount.Detach m ->
                    WireDetach.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .build();
            case ToAccount.End m ->
                    WireEnd.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .build();
            case ToAccount.Forward forward -> forward(forward);
            case ToAccount.ForwardConfirmed confirmed -> confirmed(confirmed);
            case ToAccount.ForwardWant m ->
                    WireForwardWant.newBuilder()
                            .setByAccount(m.by().entityId())
                            .setIncarnation(m.incarnation())
                            .setNumber(m.number())
                            .build();
            case ToAccount.Notice m ->
                    WireNotice.newBuilder()
                            .setNotice(m.kind().name().toLowerCase(Locale.ROOT))
                            .build();
        };
    }

    static ToAccount decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (manifest) {
            case "a" -> Codec.attach(WireAttach.parseFrom(bytes));
            case "i" -> {
                WireIngress m = WireIngress.parseFrom(bytes);
                NumberedStanza stanza = WireParts.numbered(m.getStanza());
                yield new ToAccount.Ingress(
                        WireParts.session(m.getSession()),
                        m.getAttachment(),
                        m.getMaybeSeen(),
                        stanza);
            }
            case "p" -> {
                WireProgress m = WireProgress.parseFrom(bytes);
                yield new ToAccount.Progress(
                        WireParts.session(m.getSession()),
                        m.getAttachment(),
                        m.getHanded(),
                        m.getTaken(),
                        m.getSettled());
            }
            case "m" -> {
                WireManaged m = WireManaged.parseFrom(bytes);
                yield new ToAccount.Managed(
                        WireParts.session(m.getSession()),
                        m.getAttachment(),
                        Codec.resumption(m.getResumption()));
            }
            case "c" -> {
                WireClientState m = WireClientState.parseFrom(bytes);
                yield new ToAccount.ClientState(
                        WireParts.session(m.getSession()), m.getAttachment(), m.getInactive());
            }
            case "d" -> {
                WireDetach m = WireDetach.parseFrom(bytes);
                yield new ToAccount.Detach(WireParts.session(m.getSession()), m.getAttachment());
            }
            case "e" -> {
                WireEnd m = WireEnd.parseFrom(bytes);
                yield new ToAccount.End(WireParts.session(m.getSession()), m.getAttachment());
            }
            case "f" -> forward(WireForward.parseFrom(bytes));
            case "g" -> confirmed(WireForwardConfirmed.parseFrom(bytes));
            case "w" -> {
                WireForwardWant m = WireForwardWant.parseFrom(bytes);
                yield new ToAccount.ForwardWant(
                        AccountId.parse(m.getByAccount()), m.getIncarnation(), m.getNumber());
            }
            case "n" ->
                    new ToAccount.Notice(
                            ToAccount.Notice.Kind.valueOf(
                                    WireNotice.parseFrom(bytes)
                                            .getNotice()
                                            .toUpperCase(Locale.ROOT)));
            default ->
                    throw new IllegalArgumentException(
                            "manifest: " + manifest + " (expected: a message to an account)");
        };
    }

    private static WireForward forward(ToAccount.Forward forward) {
        return WireForward.newBuilder()
                .setFromAccount(forward.from().entityId())
                .setIncarnation(forward.incarnation())
                .setNumber(forward.number())
                .setPrevious(forward.previous())
                .setMaybeSeen(forward.maybeSeen())
                .setResent(forward.resent())
                .setIngress(WireParts.key(forward.key()))
                .setStanza(Envelopes.of(forward.stanza()))
                .build();
    }

    private static ToAccount forward(WireForward m) {
        return new ToAccount.Forward(
                AccountId.parse(m.getFromAccount()),
                m.getIncarnation(),
                m.getNumber(),
                m.getPrevious(),
                m.getMaybeSeen(),
                m.getResent(),
                WireParts.key(m.getIngress()),
                Envelopes.open(m.getStanza()));
    }

    private static WireForwardConfirmed confirmed(ToAccount.ForwardConfirmed confirmed) {
        WireForwardConfirmed.Builder wire =
                WireForwardConfirmed.newBuilder()
                        .setByAccount(confirmed.by().entityId())
                        .setIncarnation(confirmed.incarnation())
                        .setNumber(confirmed.number());
        if (confirmed.rejection() != null) {
            wire.setRejection(WireParts.error(confirmed.rejection()));
        }
        return wire.build();
    }

    private static ToAccount confirmed(WireForwardConfirmed m) {
        return new ToAccount.ForwardConfirmed(
                AccountId.parse(m.getByAccount()),
                m.getIncarnation(),
                m.getNumber(),
                m.hasRejection() ? WireParts.error(m.getRejection()) : null);
    }
}
