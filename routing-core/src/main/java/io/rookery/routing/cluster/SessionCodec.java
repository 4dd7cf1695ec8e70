package io.rookery.routing.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.hop.WireParts;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.WireAttached;
import io.rookery.routing.wire.WireConfirmed;
import io.rookery.routing.wire.WireDeliver;
import io.rookery.routing.wire.WireEvicted;
import io.rookery.routing.wire.WireRefused;
import io.rookery.routing.wire.WireSettled;
import io.rookery.routing.wire.WireWant;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Presence;
import org.jspecify.annotations.Nullable;

/// [ToSession] to and from protobuf. The manifest names the message; it never changes its meaning.
final class SessionCodec {
    private SessionCodec() {}

    static String manifest(ToSession message) {
        return switch (message) {
            case ToSession.Attached m -> "A";
            case ToSession.Refused m -> "R";
            case ToSession.Deliver m -> "D";
            case ToSession.Confirmed m -> "C";
            case ToSession.Settled m -> "S";
            case ToSession.Want m -> "W";
            case ToSession.Evicted m -> "E";
        };
    }

    static MessageLite encode(ToSession message) {
        return switch (message) {
            case ToSession.Attached attached -> attached(attached);
            case ToSession.Refused m ->
                    WireRefused.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setError(WireParts.error(m.error()))
                            .setAccepted(m.accepted())
                            .build();
            case ToSession.Deliver m ->
                    WireDeliver.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .setStanza(WireParts.numbered(m.stanza()))
                            .build();
            case ToSession.Confirmed m ->
                    WireConfirmed.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setNumber(m.number())
                            .build();
            case ToSession.Settled m ->
                    WireSettled.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setAttachment(m.attachment())
                            .setNumber(m.number())
                            .build();
            case ToSession.Want m ->
                    WireWant.newBuilder()
                            .setSession(WireParts.bytes(m.session()))
                            .setNumber(m.number())
                            .build();
            case ToSession.Evicted m -> {
                WireEvicted.Builder wire =
                        WireEvicted.newBuilder()
                                .setSession(WireParts.bytes(m.session()))
                                .setAttachment(m.attachment())
                                .setCondition(m.error().condition().name());
                if (m.error().text() != null) {
                    wire.setText(m.error().text());
                }
                yield wire.build();
            }
        };
    }

    static ToSession decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (manifest) {
            case "A" -> attached(WireAttached.parseFrom(bytes));
            case "R" -> {
                WireRefused m = WireRefused.parseFrom(bytes);
                yield new ToSession.Refused(
                        WireParts.session(m.getSession()),
                        WireParts.error(m.getError()),
                        m.getAccepted());
            }
            case "D" -> {
                WireDeliver m = WireDeliver.parseFrom(bytes);
                yield new ToSession.Deliver(
                        WireParts.session(m.getSession()),
                        m.getAttachment(),
                        WireParts.numbered(m.getStanza()));
            }
            case "C" -> {
                WireConfirmed m = WireConfirmed.parseFrom(bytes);
                yield new ToSession.Confirmed(WireParts.session(m.getSession()), m.getNumber());
            }
            case "S" -> {
                WireSettled m = WireSettled.parseFrom(bytes);
                yield new ToSession.Settled(
                        WireParts.session(m.getSession()), m.getAttachment(), m.getNumber());
            }
            case "W" -> {
                WireWant m = WireWant.parseFrom(bytes);
                yield new ToSession.Want(WireParts.session(m.getSession()), m.getNumber());
            }
            case "E" -> {
                WireEvicted m = WireEvicted.parseFrom(bytes);
                yield new ToSession.Evicted(
                        WireParts.session(m.getSession()),
                        m.getAttachment(),
                        StreamError.of(
                                StreamError.Condition.valueOf(m.getCondition()), m.getText()));
            }
            default ->
                    throw new IllegalArgumentException(
                            "manifest: " + manifest + " (expected: a message to a session)");
        };
    }

    private static WireAttached attached(ToSession.Attached attached) {
        WireAttached.Builder wire =
                WireAttached.newBuilder()
                        .setSession(WireParts.bytes(attached.session()))
                        .setAttachment(attached.attachment())
                        .setFullJid(attached.jid().toString())
                        .setAccepted(attached.accepted())
                        .setOutbound(attached.outbound())
                        .addAllReplay(WireParts.toWire(attached.replay()))
                        .addAllUnconfirmed(WireParts.toWire(attached.unconfirmed()))
                        .addAllUnsettled(WireParts.toWire(attached.unsettled()))
                        .setCarbons(attached.habits().carbons())
                        .setInterested(attached.habits().interested())
                        .setInactive(attached.habits().inactive());
        Presence presence = attached.habits().presence();
        if (presence != null) {
            wire.setPresence(Envelopes.of(presence));
        }
        if (attached.resumption() != null) {
            wire.setResumption(Codec.resumption(attached.resumption()));
        }
        return wire.build();
    }

    private static ToSession attached(WireAttached m) {
        return new ToSession.Attached(
                WireParts.session(m.getSession()),
                m.getAttachment(),
                FullJid.parse(m.getFullJid()),
                m.getAccepted(),
                m.getOutbound(),
                m.hasResumption() ? Codec.resumption(m.getResumption()) : null,
                WireParts.fromWire(m.getReplayList()),
                WireParts.fromWire(m.getUnconfirmedList()),
                WireParts.fromWire(m.getUnsettledList()),
                new ToSession.Habits(
                        m.getCarbons(), m.getInterested(), m.getInactive(), presence(m)));
    }

    private static @Nullable Presence presence(WireAttached m) {
        return m.hasPresence() && Envelopes.open(m.getPresence()) instanceof Presence p ? p : null;
    }
}
