package io.rookery.server.cluster;

import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Stands for a demonstration that does not come to its end: it starts a PostgreSQL in the
/// directory that it is given, and leaves it behind when it is ended.
final class Trainee {
    private Trainee() {}

    /// @param arguments `demo --exit --data DIR …`
    public static void main(String[] arguments) throws InterruptedException {
        Path data = Path.of(arguments[List.of(arguments).indexOf("--data") + 1]);
        SettingValues values = new SettingValues().commandLine(List.of("postgres.port=0"));
        new EmbeddedPostgres(data, Settings.from(values).postgres()).start();
        new CountDownLatch(1).await();
    }
}
