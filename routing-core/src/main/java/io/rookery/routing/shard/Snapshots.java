package io.rookery.routing.shard;

import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.WireParts;
import io.rookery.routing.wire.Detached;
import io.rookery.routing.wire.Ended;
import io.rookery.routing.wire.LogRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What records say of the sessions without a socket of one account: the last snapshot of each
/// counts, until it has ended or has a socket again (docs/protocol.md §6).
///
/// @param live snapshots that count, by the id the session began with
/// @param counters for `<failed h=…/>` of sessions that ended
public record Snapshots(Map<SessionId, Detached> live, Map<SessionId, Long> counters) {
    /// Reads records of one account, oldest first.
    public static Snapshots of(List<LogRecord> records) {
        Map<SessionId, Detached> live = new LinkedHashMap<>();
        Map<SessionId, Long> counters = new LinkedHashMap<>();
        for (LogRecord record : records) {
            if (record.hasDetached()) {
                SessionId session = WireParts.session(record.getDetached().getSession());
                live.put(session, record.getDetached());
            } else if (record.hasEnded()) {
                Ended ended = record.getEnded();
                SessionId session = WireParts.session(ended.getSession());
                live.remove(session);
                if (!ended.getResumed()) {
                    counters.put(session, ended.getAccepted());
                }
            }
        }
        return new Snapshots(live, counters);
    }

    /// True for a record that only snapshots are made of.
    static boolean isPart(LogRecord record) {
        return record.hasDetached() || record.hasEnded();
    }
}
