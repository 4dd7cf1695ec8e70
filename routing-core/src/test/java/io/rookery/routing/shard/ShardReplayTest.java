package io.rookery.routing.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.fixture.Payloads;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.port.MessageLog.Positioned;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Stored;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Message;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShardReplayTest {
    private static final AccountId JULIET =
            new AccountId(new TenantId(new UUID(0, 7)), BareJid.of("juliet", "acme.test"));
    private static final SessionId SESSION = new SessionId(1, 1);
    private static final UUID EARLIER = id(11_445);
    private static final UUID LATER = id(13_158);

    @Test
    void what_only_an_edge_knows_gets_a_new_id_when_readers_have_gone_past_its_own() {
        assertThat(rewritten(true)).isGreaterThan(LATER);
    }

    @Test
    void what_may_be_older_than_the_tail_keeps_its_id() {
        // Its record may lie before the tail: under another id it would be there twice.
        assertThat(rewritten(false)).isEqualTo(EARLIER);
    }

    /// The id that is written for what an edge holds under the earlier one, when the tail has the
    /// later.
    private static UUID rewritten(boolean whole) {
        ShardReplay replay = new ShardReplay();
        replay.add(new Positioned(4, stored(LATER)));
        replay.complete(whole);
        List<LogRecord.Builder> repairs = replay.repairs(List.of(holding(EARLIER)));
        assertThat(repairs).hasSize(1);
        return Uuids.of(repairs.getFirst().getStored().getId());
    }

    private static LogRecord stored(UUID id) {
        return LogRecord.newBuilder()
                .setTenant(Uuids.bytes(JULIET.tenant().value()))
                .setOwner(JULIET.jid().toString())
                .setStored(
                        Stored.newBuilder()
                                .setId(Uuids.bytes(id))
                                .setDirection(Direction.RECEIVED)
                                .setPeer("romeo@acme.test/orchard"))
                .build();
    }

    private static Attendance holding(UUID id) {
        Message message =
                new Message(
                        FullJid.parse("nurse@acme.test/hall"),
                        JULIET.jid(),
                        "m1",
                        null,
                        Message.Type.CHAT,
                        Payloads.of("body"));
        NumberedStanza held =
                NumberedStanza.of(1, message)
                        .named(
                                new NumberedStanza.Name(
                                        id, new IngressKey(new SessionId(2, 2), 3), true));
        return new Attendance(
                JULIET,
                new Attach(
                        Attach.Kind.REATTACH,
                        SESSION,
                        SESSION,
                        1,
                        "balcony",
                        new GatewayAddress("edge"),
                        "192.0.2.1",
                        0,
                        new SessionState(
                                0,
                                1,
                                0,
                                false,
                                false,
                                true,
                                null,
                                null,
                                List.of(),
                                List.of(held),
                                List.of())));
    }

    private static UUID id(long millis) {
        return new UUID(millis << 16 | 0x7000, 1L << 63);
    }
}
