package io.rookery.server.observability;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Whether the node lives and may be given work, part by part. Parts are looked at in the
/// background, so that asking costs nothing and never waits. Any thread.
///
/// *Live* is false when a vital part has not answered for half a minute: the process is to be
/// killed. *Ready* is false while the node starts, is drained and stops, and when a part that it
/// needs is down: new clients are to be sent elsewhere. Other parts that are down are only told.
public final class Health {
    /// How long an answer is believed.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Failures in a row after which a part is down: one alone may be a hiccup.
    private static final int FAILURES = 2;

    private final JsonFactory json = new JsonFactory();
    private final InstantSource clock;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private volatile Phase phase = Phase.STARTING;
    private volatile boolean draining;

    public Health(InstantSource clock) {
        this.clock = clock;
    }

    /// Where the node is in its life.
    public enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    /// What a part's failure means.
    public enum Weight {
        /// Told, and nothing else.
        DEGRADES,
        /// The node is not ready without it.
        NEEDED,
        /// The node is not ready without it, and not alive either when it stays silent.
        VITAL
    }

    /// Looks at a part, and may take its time.
    @FunctionalInterface
    public interface Probe {
        /// Returns when the part works.
        ///
        /// @throws Exception saying what is wrong when it does not
        void look() throws Exception;
    }

    /// What a request is answered.
    ///
    /// @param body JSON
    record Report(boolean good, String body) {}

    /// One part and what was last seen of it.
    static final class Part {
        private final String name;
        private final Weight weight;
        private final Probe probe;
        private final InstantSource clock;
        private volatile Instant lastSuccess;
        private volatile int failures;
        private volatile String detail = "";

        private Part(String name, Weight weight, Probe probe, InstantSource clock) {
            this.name = name;
            this.weight = weight;
            this.probe = probe;
            this.clock = clock;
            this.lastSuccess = clock.instant();
        }

        /// Looks once. Not at the same time on two threads.
        void look() {
            try {
                probe.look();
                lastSuccess = clock.instant();
                failures = 0;
                detail = "";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                detail = String.valueOf(e.getMessage());
                failures = Math.min(failures + 1, FAILURES);
            }
        }

        String name() {
            return name;
        }

        private boolean silent() {
            return lastSuccess.plus(PATIENCE).isBefore(clock.instant());
        }

        private boolean up() {
            return failures < FAILURES && !silent();
        }
    }

    /// Adds a part. It counts as up until it has been looked at.
    public void add(String name, Weight weight, Probe probe) {
        parts.add(new Part(name, weight, probe, clock));
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /// A part that does not work.
    ///
    /// @param needed whether the node is not ready without it
    public record Down(String name, boolean needed, String detail) {}

    /// Parts that do not work now.
    public List<Down> down() {
        return parts.stream()
                .filter(part -> !part.up())
                .map(part -> new Down(part.name, part.weight != Weight.DEGRADES, part.detail))
                .toList();
    }

    public void phase(Phase now) {
        phase = now;
    }

    /// New clients are to be sent elsewhere from now on, or not any more.
    public void draining(boolean now) {
        draining = now;
    }

    Report live() {
        boolean alive =
                parts.stream().noneMatch(part -> part.weight == Weight.VITAL && part.silent());
        return report(alive, alive ? "live" : "dead");
    }

    Report ready() {
        boolean ready =
                phase == Phase.RUNNING
                        && !draining
                        && parts.stream()
                                .allMatch(part -> part.weight == Weight.DEGRADES || part.up());
        return report(ready, ready ? "ready" : "not-ready");
    }

    private Report report(boolean good, String status) {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", status);
            body.writeStringField(
                    "phase", phase == Phase.RUNNING && draining ? "draining" : lower(phase));
            body.writeBooleanField("degraded", parts.stream().anyMatch(part -> !part.up()));
            body.writeArrayFieldStart("parts");
            for (Part part : parts) {
                body.writeStartObject();
                body.writeStringField("part", part.name);
                body.writeStringField("status", part.up() ? "up" : "down");
                body.writeStringField("weight", lower(part.weight));
                if (!part.detail.isEmpty()) {
                    body.writeStringField("detail", part.detail);
                }
                body.writeEndObject();
            }
            body.writeEndArray();
            body.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Report(good, text.toString());
    }

    private static String lower(@Nullable Enum<?> value) {
        return String.valueOf(value).toLowerCase(Locale.ROOT);
    }
}
