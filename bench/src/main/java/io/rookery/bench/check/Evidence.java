package io.rookery.bench.check;

import io.rookery.bench.check.Finding.Kind;
import io.rookery.bench.journal.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes in all that was written down of a run, and finds what must not be. First what everybody's
/// client saw is given, then the rows, then it is asked.
final class Evidence {
    private final Map<String, Trail> trails = new HashMap<>();
    private final Map<String, Archive> archives = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Faults faults;
    private final List<Behind> behind = new ArrayList<>();
    private long resumed;

    private record Behind(Trail trail, Finding finding) {}

    Evidence(Faults faults) {
        this.faults = faults;
    }

    /// Somebody's client, whose events come in order.
    Sessions client(String person) {
        return new Sessions(person, this, faults);
    }

    Archive archive(String owner) {
        return archives.computeIfAbsent(owner, Archive::new);
    }

    void found(Kind kind, String what, long nanos) {
        findings.add(new Finding(kind, what, nanos));
    }

    /// A message is behind a later one. Whether it had been refused is known only in the end.
    void behind(String key, String what, long nanos) {
        Trail trail = trail(key, nanos);
        if (trail != null) {
            behind.add(new Behind(trail, new Finding(Kind.REORDERED, what, nanos)));
        }
    }

    void sent(String key, long nanos) {
        Trail trail = trail(key, nanos);
        if (trail != null && trail.sent == 0) {
            trail.sent = nanos;
        }
    }

    void acknowledged(String key, long nanos) {
        Trail trail = trail(key, nanos);
        if (trail != null && trail.acknowledged == 0) {
            trail.acknowledged = nanos;
        }
    }

    void refused(String key, String condition, long nanos) {
        Trail trail = trail(key, nanos);
        if (trail != null) {
            trail.refused = true;
            found(Kind.REFUSED, key + ": " + condition, nanos);
        }
    }

    /// @return whether it was the first time
    boolean received(String key, long nanos) {
        Trail trail = trail(key, nanos);
        if (trail == null || trail.received != 0) {
            return false;
        }
        trail.received = nanos;
        return true;
    }

    void resumed() {
        resumed++;
    }

    private @Nullable Trail trail(String text, long nanos) {
        Trail known = trails.get(text);
        if (known == null) {
            Key key = Key.parse(text).orElse(null);
            if (key == null) {
                found(Kind.STRANGE, "a message that nobody sent: " + text, nanos);
                return null;
            }
            known = new Trail(key);
            trails.put(text, known);
        }
        return known;
    }

    /// What came of it all.
    Verdict verdict() {
        for (Archive archive : archives.values()) {
            archive.examine(this);
        }
        for (Trail trail : trails.values()) {
            examine(trail);
        }
        for (Behind each : behind) {
            Finding seen = each.finding;
            found(each.trail.refused ? Kind.LATE : Kind.REORDERED, seen.what(), seen.nanos());
        }
        return new Verdict(List.copyOf(trails.values()), List.copyOf(findings), resumed, faults);
    }

    /// Called for each entry of an owner's archive.
    void archived(String owner, String text, boolean twice) {
        Trail trail = trail(text, 0);
        if (trail == null) {
            return;
        }
        if (owner.equals(trail.key.sender())) {
            trail.inSendersArchive++;
        } else if (owner.equals(trail.key.recipient())) {
            trail.inRecipientsArchive++;
        } else {
            found(Kind.STRANGE, text + " in the archive of " + owner, trail.sent);
        }
        if (twice) {
            found(Kind.DUPLICATED, text + ": twice in the archive of " + owner, trail.sent);
        }
    }

    /// Called for each entry that nobody has taken.
    void pending(String text) {
        Trail trail = trail(text, 0);
        if (trail != null) {
            trail.pending = true;
        }
    }

    private void examine(Trail trail) {
        if (trail.sent == 0) {
            found(Kind.STRANGE, trail.key + ": nobody wrote it", trail.received);
        }
        if (!trail.counts()) {
            return;
        }
        String times =
                "%s (sent at %s, acknowledged at %s)"
                        .formatted(
                                trail.key,
                                faults.seconds(trail.sent),
                                faults.seconds(trail.acknowledged));
        if (trail.inSendersArchive == 0) {
            found(Kind.LOST, times + ": not in its sender's archive", trail.sent);
        }
        if (trail.inRecipientsArchive == 0) {
            found(Kind.LOST, times + ": not in its recipient's archive", trail.sent);
        }
        if (trail.received == 0 && !trail.pending) {
            found(Kind.LOST, times + ": neither received nor pending", trail.sent);
        }
    }

    long sentAt(String key) {
        Trail trail = trails.get(key);
        return trail == null ? 0 : trail.sent;
    }
}
