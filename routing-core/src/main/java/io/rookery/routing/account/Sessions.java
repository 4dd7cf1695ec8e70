package io.rookery.routing.account;

import io.rookery.routing.hop.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The sessions of an account, found by resource, by link and by origin; and the counters of those
/// that have ended, for as long as a client may ask for them (XEP-0198 §5).
final class Sessions {
    private final Map<String, Session> byResource = new LinkedHashMap<>();
    private final Map<SessionId, Session> byLink = new HashMap<>();
    private final Map<SessionId, Session> byOrigin = new HashMap<>();
    private final LinkedHashMap<SessionId, Long> ended = new LinkedHashMap<>();
    private final int countersKept;

    Sessions(int countersKept) {
        this.countersKept = countersKept;
    }

    void add(Session session) {
        byResource.put(session.jid.resource(), session);
        byLink.put(session.link, session);
        byOrigin.put(session.origin, session);
    }

    /// Gives a session another link.
    void relink(Session session, SessionId link) {
        byLink.remove(session.link);
        session.link = link;
        byLink.put(link, session);
    }

    void remove(Session session) {
        byResource.remove(session.jid.resource(), session);
        byLink.remove(session.link, session);
        byOrigin.remove(session.origin, session);
    }

    /// Remembers up to which client count an ended session's stanzas were confirmed.
    void rememberCounter(SessionId origin, long clientCount) {
        ended.put(origin, clientCount);
        while (ended.size() > countersKept) {
            ended.pollFirstEntry();
        }
    }

    OptionalLong counter(SessionId origin) {
        Long count = ended.get(origin);
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    @Nullable Session ofResource(String resource) {
        return byResource.get(resource);
    }

    @Nullable Session ofLink(SessionId link) {
        return byLink.get(link);
    }

    @Nullable Session ofOrigin(SessionId origin) {
        return byOrigin.get(origin);
    }

    Collection<Session> all() {
        return byResource.values();
    }

    /// A copy, for loops that may end sessions.
    List<Session> snapshot() {
        return new ArrayList<>(byResource.values());
    }

    /// Sessions that have sent initial presence.
    List<Session> available() {
        List<Session> available = new ArrayList<>(byResource.size());
        for (Session session : byResource.values()) {
            if (session.available()) {
                available.add(session);
            }
        }
        return available;
    }

    boolean isEmpty() {
        return byResource.isEmpty();
    }

    int size() {
        return byResource.size();
    }
}
