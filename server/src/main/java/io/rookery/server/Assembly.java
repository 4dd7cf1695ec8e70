package io.rookery.server;

import io.rookery.server.assembly.NodeParts;
import io.rookery.server.embedded.DataDirectory;
import io.rookery.server.embedded.EmbeddedKafka;
import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.Node;
import io.rookery.server.roles.PostgresSettings;
import io.rookery.server.roles.Schema;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.Together;
import io.rookery.server.roles.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Puts a node together from its settings: storage first, then the roles that stand on it.
public final class Assembly {

    private final Settings settings;
    private final List<Component> components = new ArrayList<>();

    private Assembly(Settings settings) {
        this.settings = settings;
    }

    /// A node that has not been started.
    public static Node node(Settings settings) {
        return new Node(components(settings).all());
    }

    /// The same, with a view of where it listens.
    public static NodeParts components(Settings settings) {
        Assembly assembly = new Assembly(settings);
        return assembly.parts();
    }

    private NodeParts parts() {
        List<Component> embedded = new ArrayList<>();
        Supplier<DatabaseAccess> database = database(embedded);
        Supplier<String> bootstrapServers = bootstrapServers(embedded);
        if (!embedded.isEmpty()) {
            components.add(new Together("embedded servers", embedded));
        }
        components.add(
                new Together(
                        "storage",
                        List.of(
                                new Schema(database, settings.startWait()),
                                new Topics(bootstrapServers, settings))));
        return NodeParts.on(
                settings,
                new DataDirectory(settings.data()),
                components,
                database,
                bootstrapServers);
    }

    private Supplier<DatabaseAccess> database(List<Component> embedded) {
        PostgresSettings postgres = settings.postgres();
        Optional<DatabaseAccess> external =
                postgres.url()
                        .map(url ->
                                new DatabaseAccess(
                                        url,
                                        postgres.owner(),
                                        postgres.app(),
                                        postgres.archiver()));
        if (external.isPresent()) {
            return external::get;
        }
        EmbeddedPostgres own = new EmbeddedPostgres(settings.data(), postgres);
        embedded.add(own);
        return own::access;
    }

    private Supplier<String> bootstrapServers(List<Component> embedded) {
        Optional<String> external = settings.kafka().bootstrapServers();
        if (external.isPresent()) {
            return external::get;
        }
        EmbeddedKafka own = new EmbeddedKafka(settings.data(), settings.kafka());
        embedded.add(own);
        return own::bootstrapServers;
    }
}
