package io.rookery.archive.query;

import io.rookery.archive.backend.Records;
import io.rookery.routing.port.Archive.Query;
import io.rookery.routing.port.LogPosition;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A query of JULIET's under construction.
final class Asked {
    private @Nullable Jid with;
    private @Nullable Instant start;
    private @Nullable Instant end;
    private @Nullable UUID afterId;
    private @Nullable UUID beforeId;
    private List<UUID> ids = List.of();
    private @Nullable UUID after;
    private @Nullable UUID before;
    private boolean lastPage;
    private int max = 50;
    private boolean counted;
    private LogPosition position = new LogPosition(0, 0);

    Asked with(String jid) {
        with = Jid.parse(jid);
        return this;
    }

    Asked start(Instant instant) {
        start = instant;
        return this;
    }

    Asked end(Instant instant) {
        end = instant;
        return this;
    }

    Asked afterId(UUID id) {
        afterId = id;
        return this;
    }

    Asked beforeId(UUID id) {
        beforeId = id;
        return this;
    }

    Asked ids(List<UUID> wanted) {
        ids = wanted;
        return this;
    }

    Asked after(UUID id) {
        after = id;
        return this;
    }

    Asked before(UUID id) {
        before = id;
        return this;
    }

    Asked lastPage() {
        lastPage = true;
        return this;
    }

    Asked max(int size) {
        max = size;
        return this;
    }

    Asked counted() {
        counted = true;
        return this;
    }

    Asked position(LogPosition written) {
        position = written;
        return this;
    }

    Query query() {
        return new Query(
                Records.ACME,
                BareJid.parse(Records.JULIET),
                with,
                start,
                end,
                afterId,
                beforeId,
                ids,
                after,
                before,
                lastPage,
                max,
                counted,
                position);
    }
}
