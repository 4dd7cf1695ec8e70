package io.rookery.archive.query;

import io.rookery.routing.port.Archive.Page;
import io.rookery.routing.port.Archive.Query;
import io.rookery.xmpp.jid.Jid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// What a query over a list comes to: XEP-0313 and XEP-0059 in the plainest words.
final class Model {
    /// One archived message.
    record Message(UUID id, Instant stamp, Jid peer) {}

    /// A page, by ids.
    record Answer(List<UUID> ids, boolean complete, long count, Optional<UUID> missing) {
        static Answer of(Page page) {
            return new Answer(
                    page.entries().stream().map(entry -> entry.id()).toList(),
                    page.complete(),
                    page.count(),
                    page.missing());
        }
    }

    private final List<Message> messages;

    Model(List<Message> messages) {
        this.messages = messages.stream().sorted(Comparator.comparing(Message::id)).toList();
    }

    Answer answer(Query query) {
        Optional<UUID> missing =
                Stream.concat(
                                query.ids().stream(),
                                Stream.of(
                                                Optional.ofNullable(query.after()),
                                                Optional.ofNullable(query.before()),
                                                Optional.ofNullable(query.afterId()),
                                                Optional.ofNullable(query.beforeId()))
                                        .flatMap(Optional::stream))
                        .filter(id -> messages.stream().noneMatch(m -> m.id().equals(id)))
                        .findFirst();
        if (missing.isPresent()) {
            return new Answer(List.of(), false, -1, missing);
        }
        List<UUID> all = messages.stream().filter(m -> matches(query, m)).map(Message::id).toList();
        long count = query.counted() || query.max() == 0 ? all.size() : -1;
        if (query.max() == 0) {
            return new Answer(List.of(), all.isEmpty(), count, missing);
        }
        List<UUID> range = new ArrayList<>(all);
        UUID after = query.after();
        if (after != null) {
            range.removeIf(id -> id.compareTo(after) <= 0);
        }
        UUID before = query.before();
        if (before != null) {
            range.removeIf(id -> id.compareTo(before) >= 0);
        }
        boolean fromEnd = before != null || (query.lastPage() && after == null);
        int size = Math.min(query.max(), range.size());
        List<UUID> page =
                fromEnd ? range.subList(range.size() - size, range.size()) : range.subList(0, size);
        return new Answer(List.copyOf(page), size == range.size(), count, missing);
    }

    private static boolean matches(Query query, Message message) {
        Jid with = query.with();
        if (with != null
                && !(with.resource() == null
                        ? message.peer().bare().equals(with)
                        : message.peer().equals(with))) {
            return false;
        }
        Instant start = query.start();
        Instant end = query.end();
        UUID afterId = query.afterId();
        UUID beforeId = query.beforeId();
        return (start == null || !message.stamp().isBefore(start))
                && (end == null || !message.stamp().isAfter(end))
                && (afterId == null || message.id().compareTo(afterId) > 0)
                && (beforeId == null || message.id().compareTo(beforeId) < 0)
                && (query.ids().isEmpty()
                        || query.ids().stream().anyMatch(id -> Objects.equals(id, message.id())));
    }
}
