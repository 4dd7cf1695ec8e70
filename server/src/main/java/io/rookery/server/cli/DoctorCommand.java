package io.rookery.server.cli;

import io.micronaut.json.tree.JsonNode;
import io.rookery.server.cli.ApiAccess.Unreachable;
import io.rookery.server.roles.StartFailure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rookery doctor`: what is wrong now.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "What is wrong with the installation now, and what to do.",
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:nothing is wrong, or nothing that needs anybody",
            "1:there are warnings",
            "2:there are errors, or nobody can be asked",
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int ERRORS = 2;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ApiAccess api = new ApiAccess();

    @Option(names = "--json", description = "the answer as one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer;
        try {
            answer = api.get("/v1/admin/doctor");
        } catch (StartFailure e) {
            spec.commandLine().getErr().println("rookery: " + e.getMessage());
            spec.commandLine().getErr().flush();
            return ERRORS;
        } catch (Unreachable e) {
            String text = String.valueOf(e.getMessage());
            if (json) {
                out.println(
                        Shown.json(
                                Map.of(
                                        "status",
                                        "error",
                                        "findings",
                                        List.of(
                                                Map.of(
                                                        "severity", "error",
                                                        "code", "api-unreachable",
                                                        "text", text)))));
            } else {
                out.println("ERROR    " + Shown.clean(text));
                out.println(
                        "         Nothing can be asked of the installation, which may work all the"
                                + " same.");
                out.println("         Look at the node with role api, and at PostgreSQL.");
            }
            out.flush();
            return ERRORS;
        }
        if (json) {
            out.println(Shown.json(answer));
        } else {
            print(out, answer);
        }
        out.flush();
        return switch (Shown.text(answer, "status")) {
            case "healthy" -> 0;
            case "warning" -> 1;
            default -> ERRORS;
        };
    }

    private static void print(PrintWriter out, JsonNode answer) {
        for (JsonNode finding : Shown.list(answer, "findings")) {
            String node = Shown.text(finding, "node");
            out.println(
                    "%-8s %s%s"
                            .formatted(
                                    Shown.text(finding, "severity").toUpperCase(Locale.ROOT),
                                    node.isEmpty() ? "" : node + ": ",
                                    Shown.text(finding, "text")));
            out.println("         " + Shown.text(finding, "meaning"));
            out.println("         " + Shown.text(finding, "advice"));
        }
        int nodes = Shown.list(answer, "nodes").size();
        int found = Shown.list(answer, "findings").size();
        out.println(
                "%s: %d %s, %d %s"
                        .formatted(
                                Shown.text(answer, "status"),
                                nodes,
                                nodes == 1 ? "node" : "nodes",
                                found,
                                found == 1 ? "finding" : "findings"));
    }
}
