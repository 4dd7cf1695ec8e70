package io.rookery.bench.check;

import io.rookery.bench.check.Finding.Kind;
import io.rookery.bench.journal.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// One person's archive, as it was read page by page, as it was read whole, and as its rows are.
final class Archive {
    private final String owner;
    private final Map<String, String> whole = new LinkedHashMap<>();
    private final Set<String> paged = new HashSet<>();
    private final Map<String, String> rows = new HashMap<>();
    private final Set<String> pending = new HashSet<>();

    Archive(String owner) {
        this.owner = owner;
    }

    /// The next entry of the whole, read from the beginning.
    void entry(String id, String key) {
        whole.put(id, key);
    }

    /// Who pages after its last id saw this.
    void paged(String id) {
        paged.add(id);
    }

    void row(String id, String key) {
        rows.put(id, key);
    }

    void pending(String id) {
        pending.add(id);
    }

    void examine(Evidence evidence) {
        Set<String> keys = new HashSet<>();
        Map<String, Long> lastOfPair = new HashMap<>();
        String lastId = "";
        for (Map.Entry<String, String> entry : whole.entrySet()) {
            String text = entry.getValue();
            boolean twice = !keys.add(text);
            evidence.archived(owner, text, twice);
            if (entry.getKey().compareTo(lastId) <= 0) {
                evidence.found(
                        Kind.REORDERED,
                        "%s: id %s comes after %s".formatted(owner, entry.getKey(), lastId),
                        evidence.sentAt(text));
            }
            lastId = entry.getKey();
            if (!twice) {
                order(text, lastOfPair, evidence);
            }
            if (!paged.contains(entry.getKey())) {
                evidence.found(
                        Kind.MISSED,
                        "%s in the archive of %s, id %s".formatted(text, owner, entry.getKey()),
                        evidence.sentAt(text));
            }
        }
        compare(evidence);
        for (String id : pending) {
            evidence.pending(rows.getOrDefault(id, whole.getOrDefault(id, "pending " + id)));
        }
    }

    private void order(String text, Map<String, Long> lastOfPair, Evidence evidence) {
        Key key = Key.parse(text).orElse(null);
        if (key == null) {
            return;
        }
        Long last = lastOfPair.get(key.sender() + '/' + key.recipient());
        if (last != null && last > key.number()) {
            evidence.behind(
                    text,
                    "%s: after number %d in the archive of %s".formatted(key, last, owner),
                    evidence.sentAt(text));
        } else {
            lastOfPair.put(key.sender() + '/' + key.recipient(), key.number());
        }
    }

    private void compare(Evidence evidence) {
        for (Map.Entry<String, String> row : rows.entrySet()) {
            if (!row.getValue().equals(whole.get(row.getKey()))) {
                evidence.found(
                        Kind.STRANGE,
                        "%s is a row of %s and not on its pages".formatted(row.getValue(), owner),
                        evidence.sentAt(row.getValue()));
            }
        }
        for (Map.Entry<String, String> entry : whole.entrySet()) {
            if (!rows.containsKey(entry.getKey())) {
                evidence.found(
                        Kind.STRANGE,
                        "%s is on the pages of %s and no row".formatted(entry.getValue(), owner),
                        evidence.sentAt(entry.getValue()));
            }
        }
    }
}
