package io.rookery.bench.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @Test
    void every_event_is_read_as_it_was_written(@TempDir Path directory) throws Exception {
        List<Event> events =
                List.of(
                        new Event.Bound("edge-1"),
                        new Event.Resumed("edge-2"),
                        new Event.NotResumed("edge-1", "item-not-found"),
                        new Event.Closed("edge-1", false, "the connection was closed"),
                        new Event.Closed("edge-1", true, ""),
                        new Event.Unreached("edge-1", "Connection refused"),
                        new Event.Sent("r/a@x/b@x/1", false),
                        new Event.Sent("r/a@x/b@x/1", true),
                        new Event.Acknowledged("r/a@x/b@x/1"),
                        new Event.Refused("r/a@x/b@x/1", "remote-server-timeout"),
                        new Event.Received("r/a@x/b@x/1", "", true),
                        new Event.Paged("id-1", "r/a@x/b@x/1"),
                        new Event.Archived("id-1", "r/a@x/b@x/1"));
        Path file = directory.resolve("journal");
        AtomicLong clock = new AtomicLong(41);

        try (Journal journal = new Journal(file, clock::incrementAndGet)) {
            events.forEach(journal::write);
        }

        List<Event> read = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        Journal.read(
                file,
                (nanos, event) -> {
                    times.add(nanos);
                    read.add(event);
                });
        assertThat(read).isEqualTo(events);
        assertThat(times).startsWith(42L, 43L).hasSize(events.size());
    }

    @Test
    void breaks_in_a_field_do_not_break_the_journal(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("journal");

        try (Journal journal = new Journal(file, () -> 1)) {
            journal.write(new Event.Unreached("edge-1", "first\tsecond\nthird"));
        }

        List<Event> read = new ArrayList<>();
        Journal.read(file, (_, event) -> read.add(event));
        assertThat(read).containsExactly(new Event.Unreached("edge-1", "first second third"));
    }

    @Test
    void what_is_no_event_is_refused() {
        assertThatThrownBy(() -> Event.of(List.of("slept")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Event.of(List.of("sent", "key")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_is_read_from_its_text_only() {
        Key key = new Key("s1", "a@x", "b@x", 7);

        assertThat(Key.parse(key.toString())).contains(key);
        assertThat(Key.parse("hello")).isEmpty();
        assertThat(Key.parse("s1/a@x/b@x/seven")).isEmpty();
    }
}
