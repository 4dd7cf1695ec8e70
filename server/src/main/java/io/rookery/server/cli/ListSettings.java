package io.rookery.server.cli;

import io.rookery.server.roles.Setting;
import io.rookery.server.roles.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `rookery settings`: what can be set, as the Markdown table that `docs/settings.md` holds.
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = "Lists every setting with its default and what it may be.")
final class ListSettings implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.print(table());
        return 0;
    }

    static String table() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | setting | default | what it is | what it may be |
                        |---|---|---|---|
                        """);
        for (Setting<?> setting : Settings.ALL) {
            table.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    setting.key(),
                                    setting.fallback().isEmpty()
                                            ? "–"
                                            : "`" + setting.fallback() + "`",
                                    setting.doc(),
                                    setting.expected()));
        }
        return table.toString();
    }
}
