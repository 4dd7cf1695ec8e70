package io.rookery.routing.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rookery.routing.fixture.Payloads;
import io.rookery.routing.fixture.Row;
import io.rookery.xmpp.stanza.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class StoragePolicyTest {
    @TestFactory
    Stream<DynamicTest> every_row_of_the_table() {
        return Row.read(StoragePolicyTest.class, "storage.txt").stream()
                .map(row ->
                        dynamicTest(
                                "%s: %s (%s)".formatted(row.section(), row.cell(0), row.cell(1)),
                                () ->
                                        assertThat(decided(row))
                                                .isEqualTo(row.cells().subList(3, 7))));
    }

    private static List<String> decided(Row row) {
        Message message =
                new Message(
                        null,
                        null,
                        null,
                        null,
                        Message.Type.of(row.cell(1)),
                        Payloads.of(row.cell(2)));
        Storing archive = StoragePolicy.archive(message);
        Storing offline = StoragePolicy.offline(message);
        return List.of(
                archive.isStored() ? "yes" : "no",
                archive.name(),
                offline.isStored() ? "yes" : "no",
                offline.name());
    }
}
