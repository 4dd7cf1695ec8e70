package io.rookery.server.cli;

import io.micronaut.json.tree.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rookery dead-letters`: records of the log that could not be read or stored.
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Records of the log that could not be read or stored and were put aside.")
final class DeadLetterCommands {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists them with their place in the log and the reason, the newest first.")
    int list(
            @Mixin ApiAccess api,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "25",
                            description = "at most as many, up to 100 (${DEFAULT-VALUE})")
                    int limit,
            @Option(names = "--json", description = "one JSON object each") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode each : Shown.list(api.get("/v1/admin/dead-letters?limit=" + limit), "data")) {
            if (json) {
                out.println(Shown.json(each));
            }
            rows.add(
                    List.of(
                            Shown.text(each, "topic")
                                    + '/'
                                    + Shown.text(each, "partition")
                                    + '/'
                                    + Shown.text(each, "offset"),
                            Shown.text(each, "parked_at"),
                            Shown.text(each, "bytes"),
                            Shown.text(each, "key"),
                            Shown.text(each, "reason")));
        }
        if (!json) {
            Shown.table(out, List.of("PLACE", "PUT ASIDE", "BYTES", "KEY", "REASON"), rows);
        }
        out.flush();
        return 0;
    }
}
