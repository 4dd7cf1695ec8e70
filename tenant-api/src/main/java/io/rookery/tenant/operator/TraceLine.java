package io.rookery.tenant.operator;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.routing.port.watch.SeenStanza;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One line of a trace. What is not known or does not apply is absent.
///
/// @param what what happened to the stanza, or `watching` (this node has the account now),
///   `nobody-answers`, `refused` (as many follow the account as may), `dropped` (with their
///   number), `alive` (nothing happened), `end`
@Serdeable(naming = SnakeCaseStrategy.class)
record TraceLine(
        Instant at,
        String what,
        @Nullable String direction,
        @Nullable String node,
        @Nullable String kind,
        @Nullable String type,
        @Nullable String from,
        @Nullable String to,
        @Nullable String id,
        @Nullable String stanzaId,
        @Nullable String session,
        @Nullable Long number,
        @Nullable Integer bytes,
        @Nullable String condition,
        @Nullable String payload) {

    static TraceLine of(SeenStanza seen) {
        return new TraceLine(
                seen.at(),
                seen.event().name().toLowerCase(Locale.ROOT),
                orNull(seen.direction()),
                orNull(seen.node()),
                orNull(seen.kind()),
                orNull(seen.type()),
                orNull(seen.from()),
                orNull(seen.to()),
                orNull(seen.id()),
                orNull(seen.stanzaId()),
                orNull(seen.session()),
                seen.number() == 0 ? null : seen.number(),
                seen.bytes() == 0 ? null : seen.bytes(),
                orNull(seen.condition()),
                orNull(seen.payload()));
    }

    /// Something about the trace itself.
    static TraceLine of(Instant at, String what, String node, long number) {
        return new TraceLine(
                at,
                what,
                null,
                orNull(node),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                number == 0 ? null : number,
                null,
                null,
                null);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
