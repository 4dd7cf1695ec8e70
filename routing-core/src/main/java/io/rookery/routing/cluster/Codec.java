package io.rookery.routing.cluster;

import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.hop.WireParts;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.WireAttach;
import io.rookery.routing.wire.WireAttachKind;
import io.rookery.routing.wire.WireResumption;
import io.rookery.xmpp.stanza.Presence;
import org.jspecify.annotations.Nullable;

/// The parts that several wire messages share, to and from protobuf.
final class Codec {
    private Codec() {}

    static WireResumption resumption(Resumption resumption) {
        return WireResumption.newBuilder()
                .setInboundBase(resumption.inboundBase())
                .setOutboundBase(resumption.outboundBase())
                .setSeconds(resumption.seconds())
                .build();
    }

    static Resumption resumption(WireResumption wire) {
        return new Resumption(wire.getInboundBase(), wire.getOutboundBase(), wire.getSeconds());
    }

    static WireAttach attach(Attach attach) {
        SessionState state = attach.state();
        WireAttach.Builder wire =
                WireAttach.newBuilder()
                        .setKind(
                                switch (attach.kind()) {
                                    case BIND -> WireAttachKind.BIND;
                                    case RESUME -> WireAttachKind.RESUME;
                                    case REATTACH -> WireAttachKind.REATTACH;
                                })
                        .setSession(WireParts.bytes(attach.session()))
                        .setOrigin(WireParts.bytes(attach.origin()))
                        .setResource(attach.resource())
                        .setAttachment(attach.attachment())
                        .setGateway(attach.gateway().path())
                        .setAddress(attach.address())
                        .setResumeFrom(attach.resumeFrom())
                        .setAccepted(state.accepted())
                        .setOutbound(state.outbound())
                        .setTaken(state.taken())
                        .setCarbons(state.carbons())
                        .setInactive(state.inactive())
                        .setInterested(state.interested())
                        .addAllUnconfirmed(WireParts.toWire(state.unconfirmed()))
                        .addAllUntaken(WireParts.toWire(state.untaken()))
                        .addAllUnsettled(WireParts.toWire(state.unsettled()));
        if (state.presence() != null) {
            wire.setPresence(Envelopes.of(state.presence()));
        }
        if (state.resumption() != null) {
            wire.setResumption(resumption(state.resumption()));
        }
        return wire.build();
    }

    static Attach attach(WireAttach wire) {
        SessionState state =
                new SessionState(
                        wire.getAccepted(),
                        wire.getOutbound(),
                        wire.getTaken(),
                        wire.getCarbons(),
                        wire.getInactive(),
                        wire.getInterested(),
                        presence(wire),
                        wire.hasResumption() ? resumption(wire.getResumption()) : null,
                        WireParts.fromWire(wire.getUnconfirmedList()),
                        WireParts.fromWire(wire.getUntakenList()),
                        WireParts.fromWire(wire.getUnsettledList()));
        return new Attach(
                switch (wire.getKind()) {
                    case BIND -> Attach.Kind.BIND;
                    case RESUME -> Attach.Kind.RESUME;
                    case REATTACH -> Attach.Kind.REATTACH;
                    case ATTACH_UNSPECIFIED, UNRECOGNIZED ->
                            throw new IllegalArgumentException(
                                    "attach kind: " + wire.getKind() + " (expected: a kind)");
                },
                WireParts.session(wire.getSession()),
                WireParts.session(wire.getOrigin()),
                wire.getAttachment(),
                wire.getResource(),
                new GatewayAddress(wire.getGateway()),
                wire.getAddress(),
                wire.getResumeFrom(),
                state);
    }

    private static @Nullable Presence presence(WireAttach wire) {
        return wire.hasPresence() && Envelopes.open(wire.getPresence()) instanceof Presence p
                ? p
                : null;
    }
}
