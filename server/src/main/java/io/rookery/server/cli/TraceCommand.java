package io.rookery.server.cli;

import io.micronaut.json.tree.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery trace`: what becomes of a user's stanzas, as it happens.
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "Follows a user's stanzas by their metadata, as they come and go; Ctrl-C ends it.",
            "What users write is shown only with --payload and --reason. Every trace is in the"
                    + " audit log."
        },
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:the time is up",
            "1:it could not be done or was cut off, for the reason that is printed",
            "2:the command cannot be understood",
        })
final class TraceCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ApiAccess api = new ApiAccess();

    @Parameters(paramLabel = "JID")
    private String jid = "";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "for how long, at most 600 (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--payload", description = "show whole stanzas; needs --reason")
    private boolean payload;

    @Option(names = "--reason", paramLabel = "TEXT", description = "for the audit log")
    private @Nullable String reason;

    @Option(names = "--json", description = "the lines as they come, JSON")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user", jid);
        body.put("seconds", seconds);
        if (payload) {
            body.put("payload", true);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        PrintWriter out = spec.commandLine().getOut();
        AtomicBoolean whole = new AtomicBoolean();
        api.lines(
                "/v1/admin/traces",
                body,
                line -> {
                    JsonNode node = api.parse(line);
                    String what = Shown.text(node, "what");
                    if (!what.equals("alive")) {
                        out.println(json ? line : text(node, what));
                        out.flush();
                    }
                    whole.set(what.equals("end"));
                    return whole.get();
                });
        if (!whole.get()) {
            throw new ApiAccess.Unreachable("the trace was cut off");
        }
        return 0;
    }

    private static String text(JsonNode node, String what) {
        String at = Shown.text(node, "at");
        String number = Shown.text(node, "number");
        return switch (what) {
            case "watching" -> "%s -- the account is at %s".formatted(at, Shown.text(node, "node"));
            case "nobody-answers" -> at + " -- nobody answers for the account";
            case "refused" ->
                    at + " -- as many follow the account already as may; it is asked again";
            case "dropped" -> "%s -- %s events were too many to show".formatted(at, number);
            case "end" -> at + " -- end";
            default -> stanza(node, at, what, number);
        };
    }

    private static String stanza(JsonNode node, String at, String what, String number) {
        List<String> parts = new ArrayList<>();
        parts.add(at);
        parts.add(
                switch (Shown.text(node, "direction")) {
                    case "in" -> "->";
                    case "out" -> "<-";
                    default -> "  ";
                });
        parts.add("%-9s".formatted(what));
        String kind = Shown.text(node, "kind");
        if (!kind.isEmpty()) {
            String type = Shown.text(node, "type");
            parts.add(type.isEmpty() ? kind : kind + '/' + type);
        }
        add(parts, "from", Shown.text(node, "from"));
        add(parts, "to", Shown.text(node, "to"));
        add(parts, "id", Shown.text(node, "id"));
        add(parts, "stanza-id", Shown.text(node, "stanza_id"));
        add(parts, "session", Shown.text(node, "session"));
        add(parts, "number", number);
        add(parts, "bytes", Shown.text(node, "bytes"));
        add(parts, "condition", Shown.text(node, "condition"));
        String written = Shown.text(node, "payload");
        if (!written.isEmpty()) {
            parts.add(written);
        }
        return String.join(" ", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + '=' + value);
        }
    }
}
