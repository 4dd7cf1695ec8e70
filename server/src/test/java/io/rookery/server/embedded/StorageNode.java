package io.rookery.server.embedded;

import io.rookery.server.roles.Node;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A program that holds both embedded servers, to be killed. At its first start it writes a row and
/// a record; at every start it says what is there.
///
/// Its arguments: the data directory, the port of PostgreSQL, and those of Kafka and its
/// controller.
final class StorageNode {

    static final String READY = "ready";

    private StorageNode() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        boolean first = !Files.exists(data.resolve("postgres"));
        Settings settings =
                Settings.from(
                        new SettingValues()
                                .commandLine(
                                        List.of(
                                                "data=" + data,
                                                "shards=2",
                                                "postgres.port=" + arguments[1],
                                                "kafka.port=" + arguments[2],
                                                "kafka.controller-port=" + arguments[3])));
        EmbeddedPostgres postgres = new EmbeddedPostgres(data, settings.postgres());
        EmbeddedKafka kafka = new EmbeddedKafka(data, settings.kafka());
        Node node =
                new Node(
                        List.of(
                                new DataDirectory(data),
                                postgres,
                                kafka,
                                new Topics(kafka::bootstrapServers, settings)));
        Runtime.getRuntime().addShutdownHook(new Thread(node::stop));
        node.start();
        if (first) {
            Probe.writeRow(postgres.access(), "hark");
            Probe.writeRecord(kafka.bootstrapServers(), "hark");
        }
        System.out.println("rows " + Probe.rows(postgres.access()));
        System.out.println("records " + Probe.records(kafka.bootstrapServers()));
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
