package io.rookery.server.cli;

import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options by which every command that needs settings is told them.
final class GivenSettings {

    private static final List<Path> USUAL_FILES =
            List.of(Path.of("rookery.yml"), Path.of("rookery.properties"));

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "settings as YAML or properties; without it ROOKERY_CONFIG, rookery.yml or"
                            + " rookery.properties if there is one")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "short for --set data=DIR")
    private @Nullable Path data;

    @Option(names = "--roles", paramLabel = "ROLE,…", description = "short for --set roles=ROLE,…")
    private @Nullable String roles;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "one setting; may be repeated; `rookery settings` lists them")
    private List<String> pairs = new ArrayList<>();

    /// Reads file, environment and command line, in this order.
    Settings read(Map<String, String> environment) {
        SettingValues values = new SettingValues();
        Path file = file(environment);
        if (file != null) {
            values.file(file);
        }
        values.environment(environment).commandLine(pairs);
        if (roles != null) {
            values.commandLine(List.of("roles=" + roles));
        }
        if (data != null) {
            values.commandLine(List.of("data=" + data));
        }
        return Settings.from(values);
    }

    private @Nullable Path file(Map<String, String> environment) {
        if (config != null) {
            return config;
        }
        String named = environment.get("ROOKERY_CONFIG");
        if (named != null) {
            return Path.of(named);
        }
        return USUAL_FILES.stream().filter(Files::exists).findFirst().orElse(null);
    }
}
