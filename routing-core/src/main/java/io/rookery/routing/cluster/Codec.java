package io.rookery.routing.cluster;

import com.google.protobuf.ByteString;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.WireAttach;
import io.rookery.routing.wire.WireAttachKind;
import io.rookery.routing.wire.WireIngressKey;
import io.rookery.routing.wire.WireNumbered;
import io.rookery.routing.wire.WireResumption;
import io.rookery.routing.wire.WireStanzaError;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.xml.Element;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts that several wire messages share, to and from protobuf.
final class Codec {
    private Codec() {}

    static ByteString bytes(SessionId id) {
        return ByteString.copyFrom(id.bytes());
    }

    static SessionId session(ByteString bytes) {
        return SessionId.ofBytes(bytes.toByteArray());
    }

    static WireIngressKey key(IngressKey key) {
        return WireIngressKey.newBuilder()
                .setSession(bytes(key.session()))
                .setNumber(key.number())
                .build();
    }

    static IngressKey key(WireIngressKey key) {
        return new IngressKey(session(key.getSession()), key.getNumber());
    }

    static WireStanzaError error(StanzaError error) {
        WireStanzaError.Builder wire =
                WireStanzaError.newBuilder()
                        .setType(error.type().wireName())
                        .setCondition(error.condition().wireName());
        if (error.text() != null) {
            wire.setText(error.text());
        }
        if (error.appCondition() != null) {
            wire.setAppCondition(error.appCondition().toXml());
        }
        return wire.build();
    }

    static StanzaError error(WireStanzaError wire) {
        Condition condition = Condition.named(wire.getCondition());
        StanzaError.Type type = StanzaError.Type.named(wire.getType());
        StanzaError error =
                StanzaError.of(condition == null ? Condition.UNDEFINED_CONDITION : condition);
        if (type != null) {
            error = error.withType(type);
        }
        if (!wire.getText().isEmpty()) {
            error = error.withText(wire.getText(), "en");
        }
        return wire.getAppCondition().isEmpty()
                ? error
                : error.withAppCondition(Element.parse(wire.getAppCondition()));
    }

    static WireNumbered numbered(NumberedStanza stanza) {
        WireNumbered.Builder wire =
                WireNumbered.newBuilder()
                        .setNumber(stanza.number())
                        .setStanza(Envelopes.of(stanza.stanza()));
        StanzaError fault = stanza.fault();
        if (fault != null) {
            wire.setFault(error(fault));
        }
        NumberedStanza.Name name = stanza.name();
        if (name != null) {
            wire.setStanzaId(Uuids.bytes(name.stanzaId()))
                    .setKey(key(name.key()))
                    .setRecorded(name.recorded());
        }
        return wire.build();
    }

    static NumberedStanza numbered(WireNumbered wire) {
        return new NumberedStanza(
                wire.getNumber(),
                Envelopes.open(wire.getStanza()),
                wire.hasFault() ? error(wire.getFault()) : null,
                wire.hasKey()
                        ? new NumberedStanza.Name(
                                Uuids.of(wire.getStanzaId()),
                                key(wire.getKey()),
                                wire.getRecorded())
                        : null);
    }

    static List<WireNumbered> toWire(List<NumberedStanza> stanzas) {
        return stanzas.stream().map(Codec::numbered).toList();
    }

    static List<NumberedStanza> fromWire(List<WireNumbered> stanzas) {
        return stanzas.stream().map(Codec::numbered).toList();
    }

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
                        .setSession(bytes(attach.session()))
                        .setOrigin(bytes(attach.origin()))
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
                        .addAllUnconfirmed(toWire(state.unconfirmed()))
                        .addAllUntaken(toWire(state.untaken()));
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
                        fromWire(wire.getUnconfirmedList()),
                        fromWire(wire.getUntakenList()));
        return new Attach(
                switch (wire.getKind()) {
                    case BIND -> Attach.Kind.BIND;
                    case RESUME -> Attach.Kind.RESUME;
                    case REATTACH -> Attach.Kind.REATTACH;
                    case ATTACH_UNSPECIFIED, UNRECOGNIZED ->
                            throw new IllegalArgumentException(
                                    "attach kind: " + wire.getKind() + " (expected: a kind)");
                },
                session(wire.getSession()),
                session(wire.getOrigin()),
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
