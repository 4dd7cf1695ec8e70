package io.rookery.routing.cluster;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.NodeReport;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SeenStanza;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.WireFinding;
import io.rookery.routing.wire.WireFollowed;
import io.rookery.routing.wire.WireNodeReport;
import io.rookery.routing.wire.WireSeenSession;
import io.rookery.routing.wire.WireSeenSessions;
import io.rookery.routing.wire.WireSeenStanza;
import io.rookery.routing.wire.WireSessionsWanted;
import io.rookery.routing.wire.WireSeverity;
import io.rookery.routing.wire.WireStanzaEvent;
import io.rookery.xmpp.jid.FullJid;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What nodes tell those who run the installation, to and from protobuf. What a newer node tells
/// that this one has no word for is left out.
final class WatchCodec {

    private WatchCodec() {}

    static WireSessionsWanted wanted(SessionsWanted wanted, String replyTo) {
        return WireSessionsWanted.newBuilder()
                .setReplyTo(replyTo)
                .setDomain(wanted.domain())
                .setUser(wanted.user())
                .setAfter(wanted.after())
                .setLimit(wanted.limit())
                .build();
    }

    static SessionsWanted wanted(WireSessionsWanted wire) {
        return new SessionsWanted(
                wire.getDomain(),
                wire.getUser(),
                wire.getAfter(),
                Math.clamp(wire.getLimit(), 1, SessionsWanted.MOST));
    }

    static WireSeenSessions sessions(Watchman.Sessions seen) {
        return WireSeenSessions.newBuilder()
                .setNode(seen.node())
                .addAllSessions(seen.sessions().stream().map(WatchCodec::session).toList())
                .build();
    }

    static Watchman.Sessions sessions(WireSeenSessions wire) {
        return new Watchman.Sessions(
                wire.getNode(),
                wire.getSessionsList().stream()
                        .map(session -> session(session, wire.getNode()))
                        .toList());
    }

    private static WireSeenSession session(SeenSession seen) {
        return WireSeenSession.newBuilder()
                .setTenant(Uuids.bytes(seen.tenant().value()))
                .setJid(seen.jid().toString())
                .setTransport(seen.transport())
                .setEncrypted(seen.encrypted())
                .setAddress(seen.address())
                .setSinceMillis(seen.since().toEpochMilli())
                .setManaged(seen.managed())
                .setCarbons(seen.carbons())
                .setInactive(seen.inactive())
                .setAvailable(seen.available())
                .setShow(seen.show())
                .setPriority(seen.priority())
                .setUnconfirmed(seen.unconfirmed())
                .setUntaken(seen.untaken())
                .build();
    }

    private static SeenSession session(WireSeenSession wire, String node) {
        return new SeenSession(
                new TenantId(Uuids.of(wire.getTenant())),
                FullJid.parse(wire.getJid()),
                node,
                wire.getTransport(),
                wire.getEncrypted(),
                wire.getAddress(),
                Instant.ofEpochMilli(wire.getSinceMillis()),
                wire.getManaged(),
                wire.getCarbons(),
                wire.getInactive(),
                wire.getAvailable(),
                wire.getShow(),
                wire.getPriority(),
                wire.getUnconfirmed(),
                wire.getUntaken());
    }

    static WireNodeReport report(NodeReport report) {
        return WireNodeReport.newBuilder()
                .setNode(report.node())
                .addAllRoles(report.roles())
                .setVersion(report.version())
                .setClockMillis(report.clock().toEpochMilli())
                .addAllFindings(report.findings().stream().map(WatchCodec::finding).toList())
                .build();
    }

    static NodeReport report(WireNodeReport wire) {
        return new NodeReport(
                wire.getNode(),
                List.copyOf(wire.getRolesList()),
                wire.getVersion(),
                Instant.ofEpochMilli(wire.getClockMillis()),
                wire.getFindingsList().stream().map(WatchCodec::finding).toList());
    }

    private static WireFinding finding(Finding finding) {
        return WireFinding.newBuilder()
                .setSeverity(
                        switch (finding.severity()) {
                            case NOTE -> WireSeverity.NOTE;
                            case WARNING -> WireSeverity.WARNING;
                            case ERROR -> WireSeverity.ERROR;
                        })
                .setCode(finding.code())
                .setNode(finding.node())
                .setSubject(finding.subject())
                .setText(finding.text())
                .setMeaning(finding.meaning())
                .setAdvice(finding.advice())
                .build();
    }

    private static Finding finding(WireFinding wire) {
        return new Finding(
                switch (wire.getSeverity()) {
                    case NOTE -> Finding.Severity.NOTE;
                    case ERROR -> Finding.Severity.ERROR;
                    // Of a newer node: not to be overlooked.
                    case WARNING, SEVERITY_UNSPECIFIED, UNRECOGNIZED -> Finding.Severity.WARNING;
                },
                wire.getCode(),
                wire.getNode(),
                wire.getSubject(),
                wire.getText(),
                wire.getMeaning(),
                wire.getAdvice());
    }

    static WireFollowed followed(Followed followed) {
        return WireFollowed.newBuilder()
                .setNode(followed.node())
                .addAllStanzas(followed.stanzas().stream().map(WatchCodec::stanza).toList())
                .setDropped(followed.dropped())
                .setRefused(followed.refused())
                .build();
    }

    static Followed followed(WireFollowed wire) {
        return new Followed(
                wire.getNode(),
                wire.getStanzasList().stream()
                        .flatMap(stanza -> stanza(stanza, wire.getNode()))
                        .toList(),
                wire.getDropped(),
                wire.getRefused());
    }

    private static WireSeenStanza stanza(SeenStanza seen) {
        return WireSeenStanza.newBuilder()
                .setAtMillis(seen.at().toEpochMilli())
                .setEvent(
                        switch (seen.event()) {
                            case ACCEPTED -> WireStanzaEvent.EVENT_ACCEPTED;
                            case FAULTY -> WireStanzaEvent.EVENT_FAULTY;
                            case RECEIVED -> WireStanzaEvent.EVENT_RECEIVED;
                            case FORWARDED -> WireStanzaEvent.EVENT_FORWARDED;
                            case DELIVERED -> WireStanzaEvent.EVENT_DELIVERED;
                            case ARCHIVED -> WireStanzaEvent.EVENT_ARCHIVED;
                            case PENDING -> WireStanzaEvent.EVENT_PENDING;
                            case CONFIRMED -> WireStanzaEvent.EVENT_CONFIRMED;
                            case TAKEN -> WireStanzaEvent.EVENT_TAKEN;
                            case DONE -> WireStanzaEvent.EVENT_DONE;
                            case REJECTED -> WireStanzaEvent.EVENT_REJECTED;
                        })
                .setKind(seen.kind())
                .setType(seen.type())
                .setFrom(seen.from())
                .setTo(seen.to())
                .setId(seen.id())
                .setStanzaId(seen.stanzaId())
                .setSession(seen.session())
                .setNumber(seen.number())
                .setBytes(seen.bytes())
                .setCondition(seen.condition())
                .setPayload(seen.payload())
                .build();
    }

    private static Stream<SeenStanza> stanza(WireSeenStanza wire, String node) {
        return event(wire.getEvent())
                .map(event ->
                        new SeenStanza(
                                Instant.ofEpochMilli(wire.getAtMillis()),
                                node,
                                event,
                                wire.getKind(),
                                wire.getType(),
                                wire.getFrom(),
                                wire.getTo(),
                                wire.getId(),
                                wire.getStanzaId(),
                                wire.getSession(),
                                wire.getNumber(),
                                wire.getBytes(),
                                wire.getCondition(),
                                wire.getPayload()));
    }

    private static Stream<SeenStanza.Event> event(WireStanzaEvent wire) {
        return switch (wire) {
            case EVENT_ACCEPTED -> Stream.of(SeenStanza.Event.ACCEPTED);
            case EVENT_FAULTY -> Stream.of(SeenStanza.Event.FAULTY);
            case EVENT_RECEIVED -> Stream.of(SeenStanza.Event.RECEIVED);
            case EVENT_FORWARDED -> Stream.of(SeenStanza.Event.FORWARDED);
            case EVENT_DELIVERED -> Stream.of(SeenStanza.Event.DELIVERED);
            case EVENT_ARCHIVED -> Stream.of(SeenStanza.Event.ARCHIVED);
            case EVENT_PENDING -> Stream.of(SeenStanza.Event.PENDING);
            case EVENT_CONFIRMED -> Stream.of(SeenStanza.Event.CONFIRMED);
            case EVENT_TAKEN -> Stream.of(SeenStanza.Event.TAKEN);
            case EVENT_DONE -> Stream.of(SeenStanza.Event.DONE);
            case EVENT_REJECTED -> Stream.of(SeenStanza.Event.REJECTED);
            case EVENT_UNSPECIFIED, UNRECOGNIZED -> Stream.empty();
        };
    }
}
