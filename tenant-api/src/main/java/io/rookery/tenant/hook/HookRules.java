package io.rookery.tenant.hook;

import io.rookery.tenant.Limits;
import io.rookery.tenant.http.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which hooks can be named: those with a URL that would be called. The addresses of its host are
/// judged when calls are made, not here: a name can resolve to another address by then.
public final class HookRules {
    private static final List<String> OPERATIONS =
            List.of("auth.verify", "auth.scram", "user.exists", "roster.get");
    private static final int MAX_OPERATION_CHARS = 40;
    private static final Pattern SLASH = Pattern.compile("/");

    private final Limits limits;
    private final HookUrls urls;

    public HookRules(Limits limits, HookUrls urls) {
        this.limits = limits;
        this.urls = urls;
    }

    /// A hook that someone wants.
    record NewHook(String baseUrl, List<String> operations) {
        NewHook {
            operations = List.copyOf(operations);
        }
    }

    NewHook read(Fields fields) {
        String baseUrl = fields.text("base_url", limits.hookUrlChars());
        if (!baseUrl.isEmpty()) {
            refusal(baseUrl)
                    .ifPresent(reason ->
                            fields.fault("base_url", "It would not be called: " + reason + '.'));
        }
        Optional<List<String>> operations =
                fields.texts("operations", OPERATIONS.size(), MAX_OPERATION_CHARS);
        if (operations.isPresent()
                && (operations.get().isEmpty() || !OPERATIONS.containsAll(operations.get()))) {
            fields.fault(
                    "operations",
                    "It must name one or more of " + String.join(", ", OPERATIONS) + ".");
        }
        return new NewHook(baseUrl, operations.orElse(List.of()));
    }

    /// `.` and `..`, however they are written, name another place than they seem to.
    private static boolean climbs(String segment) {
        String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        return plain.equals(".") || plain.equals("..");
    }

    private Optional<String> refusal(String text) {
        try {
            URI url = new URI(text);
            String path = url.getRawPath() == null ? "" : url.getRawPath();
            return SLASH.splitAsStream(path).anyMatch(HookRules::climbs)
                    ? Optional.of("URL path: with . or .. (expected: a plain path)")
                    : urls.refusal(url);
        } catch (URISyntaxException e) {
            return Optional.of("no URL (expected: one such as https://hooks.example.com/rookery)");
        }
    }
}
