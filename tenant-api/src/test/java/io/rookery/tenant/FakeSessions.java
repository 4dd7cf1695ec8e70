package io.rookery.tenant;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.session.LiveSessions;
import io.rookery.xmpp.jid.BareJid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Sessions that tests begin, and an owner that can be away.
public final class FakeSessions implements LiveSessions {
    private final Map<String, List<Connected>> sessions = new ConcurrentHashMap<>();
    private volatile boolean away;

    /// A session begins.
    public void connect(String account, String resource) {
        sessions.computeIfAbsent(account, _ -> new CopyOnWriteArrayList<>())
                .add(
                        new Connected(
                                resource,
                                Instant.parse("2026-11-22T10:00:00Z"),
                                "203.0.113.9",
                                "connected",
                                true,
                                "away",
                                5,
                                false));
    }

    /// Whether nobody answers.
    public void away(boolean now) {
        away = now;
    }

    @Override
    public List<Connected> of(TenantId tenant, BareJid account) {
        if (away) {
            throw new UnavailableException("account: no answer");
        }
        return sessions.getOrDefault(account.toString(), List.of());
    }

    @Override
    public boolean end(TenantId tenant, BareJid account, String resource) {
        return of(tenant, account).stream()
                .filter(session -> session.resource().equals(resource))
                .findFirst()
                .map(sessions.getOrDefault(account.toString(), List.of())::remove)
                .orElse(false);
    }
}
