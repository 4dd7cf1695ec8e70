package io.rookery.archive.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.testkit.sabotage.AlteredClasses;
import io.rookery.testkit.sabotage.Sabotage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An archiver's process that ends exactly between its rows and its offset, and PostgreSQL's word
/// of what it did.
@Timeout(120)
class KilledWriterTest {
    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path", "");
    private static final String FAILPOINT = "rows-and-offset";
    private static final int HALTED = 137;

    @TempDir private Path directory;

    private Database database;

    @BeforeEach
    void connect() throws Exception {
        database = Backends.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void an_archiver_that_ends_between_rows_and_offset_has_moved_neither() throws Exception {
        int status = write(true, FAILPOINT);

        assertThat(status).isEqualTo(HALTED);
        assertThat(rows()).isZero();
        assertThat(offset()).isZero();
    }

    @Test
    void an_archiver_that_nothing_ends_has_moved_both() throws Exception {
        int status = write(false, FAILPOINT);

        assertThat(status).isZero();
        assertThat(rows()).isEqualTo(1);
        assertThat(offset()).isEqualTo(1);
    }

    /// The sabotage that this test exists for: what it finds is a message that nobody archives.
    @Test
    void with_the_offset_outside_the_transaction_a_message_is_lost() throws Exception {
        int status = write(true, "offset-outside-transaction", FAILPOINT);

        assertThat(status).isEqualTo(HALTED);
        assertThat(rows()).isZero();
        assertThat(offset()).isEqualTo(1);
    }

    private long rows() throws Exception {
        return database.number("SELECT count(*) FROM archive_message");
    }

    private long offset() throws Exception {
        return database.number("SELECT next_offset FROM archiver_offset");
    }

    /// Runs [WriteOneBatch] with what the names alter.
    ///
    /// @param armed whether the failpoint ends it
    private int write(boolean armed, String... names) throws Exception {
        List<Sabotage> altered = new ArrayList<>();
        for (String name : names) {
            altered.add(Sabotage.named(ROOT, name));
        }
        Path classes = directory.resolve("classes");
        AlteredClasses.compile(ROOT, altered, CLASS_PATH, classes);
        if (armed) {
            Files.createFile(directory.resolve("failpoint-" + FAILPOINT));
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes + File.pathSeparator + CLASS_PATH,
                        WriteOneBatch.class.getName(),
                        database.url())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said.txt").toFile())
                .start()
                .waitFor();
    }
}
