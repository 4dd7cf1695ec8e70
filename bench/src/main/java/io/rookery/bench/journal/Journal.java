package io.rookery.bench.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file of events, one a line: nanoseconds of the machine's monotonic clock, then the fields,
/// with tabs between them. Any thread may write.
public final class Journal implements AutoCloseable {
    private static final Pattern BREAKS = Pattern.compile("[\\t\\r\\n]+");
    private static final String TAB = "\t";

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanos;

    @GuardedBy("lock")
    private final BufferedWriter writer;

    /// @param nanos [System#nanoTime()]
    public Journal(Path file, LongSupplier nanos) throws IOException {
        this.nanos = nanos;
        this.writer = Files.newBufferedWriter(file, UTF_8);
    }

    /// Writes an event down, with the present time.
    public void write(Event event) {
        StringBuilder line = new StringBuilder(96).append(nanos.getAsLong());
        for (String field : event.fields()) {
            line.append('\t').append(BREAKS.matcher(field).replaceAll(" "));
        }
        line.append('\n');
        lock.lock();
        try {
            writer.append(line);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be written", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be written", e);
        } finally {
            lock.unlock();
        }
    }

    /// Gives every event of a file in order, with its time.
    public static void read(Path file, BiConsumer<Long, Event> each) throws IOException {
        lines(file, (nanos, fields) -> each.accept(nanos, Event.of(fields)));
    }

    /// Gives every line of a file in order: its time and its fields.
    public static void lines(Path file, BiConsumer<Long, List<String>> each) throws IOException {
        try (Stream<String> lines = Files.lines(file, UTF_8)) {
            lines.forEach(line -> {
                List<String> fields = List.of(line.split(TAB, -1));
                each.accept(Long.parseLong(fields.getFirst()), fields.subList(1, fields.size()));
            });
        }
    }
}
