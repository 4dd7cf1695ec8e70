package io.rookery.routing.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.EdgeNotice;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.SessionView;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.wire.WireAttendance;
import io.rookery.routing.wire.WireAttendee;
import io.rookery.routing.wire.WireEdgeNotice;
import io.rookery.routing.wire.WireFollow;
import io.rookery.routing.wire.WireFollowed;
import io.rookery.routing.wire.WireForwarded;
import io.rookery.routing.wire.WireNodeReport;
import io.rookery.routing.wire.WireReportWanted;
import io.rookery.routing.wire.WireRollCall;
import io.rookery.routing.wire.WireSeenSessions;
import io.rookery.routing.wire.WireSessionView;
import io.rookery.routing.wire.WireSessionsAsked;
import io.rookery.routing.wire.WireSessionsTold;
import io.rookery.routing.wire.WireSessionsWanted;
import java.io.NotSerializableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Pekko's way to the one protobuf form of each message that may cross nodes. Made by Pekko by
/// reflection.
public final class WireSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_222;
    private static final String ROLL_CALL = "roll";
    private static final String ATTENDANCE = "here";
    private static final String FORWARDED = "fwd";
    private static final String WAKE = "wake";
    private static final String SESSIONS_ASKED = "asked";
    private static final String SESSIONS_TOLD = "told";
    private static final String EDGE_NOTICE = "edge";
    private static final String FOLLOW = "follow";
    private static final String FOLLOWED = "followed";
    private static final String SESSIONS_WANTED = "who";
    private static final String SEEN_SESSIONS = "these";
    private static final String REPORT_WANTED = "how";
    private static final String NODE_REPORT = "so";
    private static final byte[] NOTHING = new byte[0];
    private static final String TO_ACCOUNT = "acc-";

    private final ExtendedActorSystem system;

    public WireSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object object) {
        return switch (object) {
            case AccountCommand.Received received ->
                    TO_ACCOUNT + AccountCodec.manifest(received.message());
            case AccountCommand.Wake wake -> WAKE;
            case AccountCommand.SessionsAsked asked -> SESSIONS_ASKED;
            case SessionsTold told -> SESSIONS_TOLD;
            case AccountCommand.Follow follow -> FOLLOW;
            case Followed followed -> FOLLOWED;
            case Watchman.SessionsAsked asked -> SESSIONS_WANTED;
            case Watchman.Sessions sessions -> SEEN_SESSIONS;
            case Watchman.ReportAsked asked -> REPORT_WANTED;
            case Watchman.Report report -> NODE_REPORT;
            case Gateway.Forwarded forwarded -> FORWARDED;
            case Gateway.RollCall call -> ROLL_CALL;
            case Gateway.Attendance attendance -> ATTENDANCE;
            case EdgeBeacon.Notice notice -> EDGE_NOTICE;
            default -> throw unknown(object.getClass().getName());
        };
    }

    @Override
    public byte[] toBinary(Object object) {
        return switch (object) {
            case AccountCommand.Received received ->
                    AccountCodec.encode(received.message()).toByteArray();
            case AccountCommand.Wake wake -> NOTHING;
            case AccountCommand.SessionsAsked asked -> asked(asked).toByteArray();
            case SessionsTold told -> told(told).toByteArray();
            case AccountCommand.Follow follow ->
                    WireFollow.newBuilder()
                            .setReplyTo(text(follow.replyTo()))
                            .setSeconds(Math.toIntExact(follow.lease().toSeconds()))
                            .setPayload(follow.payload())
                            .build()
                            .toByteArray();
            case Followed followed -> WatchCodec.followed(followed).toByteArray();
            case Watchman.SessionsAsked asked ->
                    WatchCodec.wanted(asked.wanted(), text(asked.replyTo())).toByteArray();
            case Watchman.Sessions sessions -> WatchCodec.sessions(sessions).toByteArray();
            case Watchman.ReportAsked asked ->
                    WireReportWanted.newBuilder()
                            .setReplyTo(text(asked.replyTo()))
                            .build()
                            .toByteArray();
            case Watchman.Report report -> WatchCodec.report(report.report()).toByteArray();
            case Gateway.Forwarded forwarded ->
                    WireForwarded.newBuilder()
                            .setShard(forwarded.shard())
                            .setEpoch(forwarded.epoch())
                            .setManifest(SessionCodec.manifest(forwarded.message()))
                            .setMessage(SessionCodec.encode(forwarded.message()).toByteString())
                            .build()
                            .toByteArray();
            case Gateway.RollCall call ->
                    WireRollCall.newBuilder()
                            .setShard(call.shard())
                            .setEpoch(call.epoch())
                            .setReplyTo(text(call.replyTo()))
                            .build()
                            .toByteArray();
            case Gateway.Attendance attendance -> attendance(attendance).toByteArray();
            case EdgeBeacon.Notice notice -> notice(notice).toByteArray();
            default -> throw unknown(object.getClass().getName());
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return switch (manifest) {
                case FORWARDED -> {
                    WireForwarded wire = WireForwarded.parseFrom(bytes);
                    yield new Gateway.Forwarded(
                            wire.getShard(),
                            wire.getEpoch(),
                            SessionCodec.decode(
                                    wire.getManifest(), wire.getMessage().toByteArray()));
                }
                case WAKE -> AccountCommand.Wake.WAKE;
                case SESSIONS_ASKED -> {
                    WireSessionsAsked wire = WireSessionsAsked.parseFrom(bytes);
                    yield new AccountCommand.SessionsAsked(
                            wire.hasEnd() ? wire.getEnd() : null,
                            wire.getReason(),
                            resolve(wire.getReplyTo()));
                }
                case FOLLOW -> {
                    WireFollow wire = WireFollow.parseFrom(bytes);
                    yield new AccountCommand.Follow(
                            Duration.ofSeconds(wire.getSeconds()),
                            wire.getPayload(),
                            resolve(wire.getReplyTo()));
                }
                case FOLLOWED -> WatchCodec.followed(WireFollowed.parseFrom(bytes));
                case SESSIONS_WANTED -> {
                    WireSessionsWanted wire = WireSessionsWanted.parseFrom(bytes);
                    yield new Watchman.SessionsAsked(
                            WatchCodec.wanted(wire), resolve(wire.getReplyTo()));
                }
                case SEEN_SESSIONS -> WatchCodec.sessions(WireSeenSessions.parseFrom(bytes));
                case REPORT_WANTED ->
                        new Watchman.ReportAsked(
                                resolve(WireReportWanted.parseFrom(bytes).getReplyTo()));
                case NODE_REPORT ->
                        new Watchman.Report(WatchCodec.report(WireNodeReport.parseFrom(bytes)));
                case SESSIONS_TOLD ->
                        new SessionsTold(
                                WireSessionsTold.parseFrom(bytes).getSessionsList().stream()
                                        .map(WireSerializer::view)
                                        .toList());
                case ROLL_CALL -> {
                    WireRollCall wire = WireRollCall.parseFrom(bytes);
                    yield new Gateway.RollCall(
                            wire.getShard(), wire.getEpoch(), resolve(wire.getReplyTo()));
                }
                case ATTENDANCE -> attendance(WireAttendance.parseFrom(bytes));
                case EDGE_NOTICE -> notice(WireEdgeNotice.parseFrom(bytes));
                default -> {
                    if (!manifest.startsWith(TO_ACCOUNT)) {
                        throw unknown(manifest);
                    }
                    yield new AccountCommand.Received(
                            AccountCodec.decode(manifest.substring(TO_ACCOUNT.length()), bytes));
                }
            };
        } catch (InvalidProtocolBufferException e) {
            throw new NotSerializableException("manifest: " + manifest + ": " + e.getMessage());
        }
    }

    private WireSessionsAsked asked(AccountCommand.SessionsAsked asked) {
        WireSessionsAsked.Builder wire =
                WireSessionsAsked.newBuilder()
                        .setReplyTo(text(asked.replyTo()))
                        .setReason(asked.reason());
        String end = asked.end();
        if (end != null) {
            wire.setEnd(end);
        }
        return wire.build();
    }

    private static WireSessionsTold told(SessionsTold told) {
        WireSessionsTold.Builder wire = WireSessionsTold.newBuilder();
        for (SessionView view : told.sessions()) {
            wire.addSessions(
                    WireSessionView.newBuilder()
                            .setResource(view.resource())
                            .setAddress(view.address())
                            .setSinceMillis(view.since().toEpochMilli())
                            .setConnected(view.connected())
                            .setAvailable(view.available())
                            .setShow(view.show())
                            .setPriority(view.priority())
                            .setInactive(view.inactive()));
        }
        return wire.build();
    }

    private static SessionView view(WireSessionView wire) {
        return new SessionView(
                wire.getResource(),
                wire.getAddress(),
                Instant.ofEpochMilli(wire.getSinceMillis()),
                wire.getConnected(),
                wire.getAvailable(),
                wire.getShow(),
                wire.getPriority(),
                wire.getInactive());
    }

    private WireEdgeNotice notice(EdgeBeacon.Notice notice) {
        EdgeNotice edge = notice.notice();
        return WireEdgeNotice.newBuilder()
                .setBeacon(text(notice.from()))
                .setStartTls(edge.startTls())
                .setTls(edge.tls())
                .setWebSocket(edge.webSocket())
                .setSessions(edge.sessions())
                .setDraining(edge.draining())
                .build();
    }

    private EdgeBeacon.Notice notice(WireEdgeNotice wire) {
        return new EdgeBeacon.Notice(
                resolve(wire.getBeacon()),
                new EdgeNotice(
                        wire.getStartTls(),
                        wire.getTls(),
                        wire.getWebSocket(),
                        wire.getSessions(),
                        wire.getDraining()));
    }

    private WireAttendance attendance(Gateway.Attendance attendance) {
        WireAttendance.Builder wire =
                WireAttendance.newBuilder()
                        .setShard(attendance.shard())
                        .setEpoch(attendance.epoch())
                        .setGateway(text(attendance.gateway()));
        for (SessionListener.Attendance attendee : attendance.attendances()) {
            wire.addAttendees(
                    WireAttendee.newBuilder()
                            .setAccount(attendee.account().entityId())
                            .setAttach(Codec.attach(attendee.attach())));
        }
        return wire.build();
    }

    private Gateway.Attendance attendance(WireAttendance wire) {
        List<SessionListener.Attendance> attendees =
                wire.getAttendeesList().stream()
                        .map(attendee ->
                                new SessionListener.Attendance(
                                        AccountId.parse(attendee.getAccount()),
                                        Codec.attach(attendee.getAttach())))
                        .toList();
        return new Gateway.Attendance(
                wire.getShard(), wire.getEpoch(), resolve(wire.getGateway()), attendees);
    }

    private String text(ActorRef<?> ref) {
        return ActorRefResolver.get(Adapter.toTyped(system)).toSerializationFormat(ref);
    }

    private <T> ActorRef<T> resolve(String text) {
        return ActorRefResolver.get(Adapter.toTyped(system)).resolveActorRef(text);
    }

    private static IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException(
                "message: " + what + " (expected: one of docs/protocol.md)");
    }
}
