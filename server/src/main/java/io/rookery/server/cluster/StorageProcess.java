package io.rookery.server.cluster;

import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.DatabaseLogin;
import java.nio.file.Path;

/// Tells the other nodes how to reach the deployment's PostgreSQL, passwords included, in a file
/// that only its owner can read: it is there as long as the server runs.
public final class StorageProcess implements Component {
    private final Path data;
    private final EmbeddedPostgres postgres;

    /// @param data the storage process's own directory
    public StorageProcess(Path data, EmbeddedPostgres postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    @Override
    public String name() {
        return "access";
    }

    @Override
    public void start() {
        DatabaseAccess access = postgres.access();
        StringBuilder text = new StringBuilder("postgres.url=" + access.url() + '\n');
        login("owner", access.owner(), text);
        login("app", access.app(), text);
        login("archiver", access.archiver(), text);
        directory().replace(directory().access(), text.toString());
    }

    private static void login(String as, DatabaseLogin login, StringBuilder text) {
        text.append("postgres.%s-user=%s\n".formatted(as, login.user()));
        text.append("postgres.%s-password=%s\n".formatted(as, login.password()));
    }

    private ClusterDirectory directory() {
        return new ClusterDirectory(data.toAbsolutePath().resolve(".."));
    }

    @Override
    public void stop() {
        directory().removeAccess();
    }
}
