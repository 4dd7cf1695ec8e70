package io.rookery.tenant.operator;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.tenant.session.LiveSessions;
import io.rookery.xmpp.jid.BareJid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One session. What only its edge knows is absent while it waits for its client.
///
/// @param jid its full JID
/// @param edge `host:port` of the node that holds its socket
/// @param transport `tcp` or `websocket`
/// @param tls whether the edge itself ends TLS
/// @param state `connected`, or `waiting` for its client to resume it
/// @param streamManagement whether XEP-0198 is on
/// @param unconfirmed stanzas of the client that its account has not confirmed
/// @param untaken stanzas for the client that it has not acknowledged
@Serdeable(naming = SnakeCaseStrategy.class)
record SessionRow(
        String jid,
        String tenant,
        @Nullable String edge,
        @Nullable String transport,
        @Nullable Boolean tls,
        String address,
        Instant since,
        String state,
        @Nullable Boolean streamManagement,
        @Nullable Boolean carbons,
        boolean inactive,
        boolean available,
        @Nullable String show,
        int priority,
        @Nullable Long unconfirmed,
        @Nullable Long untaken) {

    static SessionRow of(SeenSession seen) {
        return new SessionRow(
                seen.jid().toString(),
                seen.tenant().text(),
                seen.edge(),
                seen.transport(),
                seen.encrypted(),
                seen.address(),
                seen.since(),
                "connected",
                seen.managed(),
                seen.carbons(),
                seen.inactive(),
                seen.available(),
                seen.show().isEmpty() ? null : seen.show(),
                seen.priority(),
                seen.unconfirmed(),
                seen.untaken());
    }

    static SessionRow of(TenantId tenant, BareJid user, LiveSessions.Connected waiting) {
        return new SessionRow(
                user + "/" + waiting.resource(),
                tenant.text(),
                null,
                null,
                null,
                waiting.address(),
                waiting.since(),
                waiting.state(),
                null,
                null,
                waiting.inactive(),
                waiting.available(),
                waiting.show(),
                waiting.priority(),
                null,
                null);
    }
}
