package io.rookery.edge.netty;

import io.rookery.xmpp.stream.StanzaParser;
import io.rookery.xmpp.xml.Limits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The parsers of an edge, one for each size that domains allow.
final class Parsers {
    /// Sizes for which a parser is kept.
    private static final int MAX_KEPT = 64;

    private final StanzaParser beforeLogin;
    private final Map<Integer, StanzaParser> bySize = new ConcurrentHashMap<>();

    Parsers(int bytesBeforeLogin) {
        this.beforeLogin =
                new StanzaParser(Limits.beforeAuthentication().withMaxFrameBytes(bytesBeforeLogin));
    }

    StanzaParser beforeLogin() {
        return beforeLogin;
    }

    StanzaParser forSize(int bytes) {
        StanzaParser kept = bySize.get(bytes);
        return kept != null || bySize.size() >= MAX_KEPT
                ? (kept != null ? kept : make(bytes))
                : bySize.computeIfAbsent(bytes, Parsers::make);
    }

    private static StanzaParser make(int bytes) {
        return new StanzaParser(Limits.authenticated().withMaxFrameBytes(bytes));
    }
}
