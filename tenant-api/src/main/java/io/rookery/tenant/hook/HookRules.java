package io.rookery.tenant.hook;

import io.rookery.tenant.Limits;
import io.rookery.tenant.http.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which hooks can be named. Addresses are judged when calls are made, not here: a name can resolve
/// to another address by then.
public final class HookRules {
    private static final List<String> OPERATIONS =
            List.of("auth.verify", "auth.scram", "user.exists", "roster.get");
    private static final int MAX_OPERATION_CHARS = 40;
    private static final int MAX_PORT = 65_535;
    private static final Pattern SLASH = Pattern.compile("/");

    private final Limits limits;
    private final boolean plainHttp;

    /// @param plainHttp whether `http:` is allowed too, for development
    public HookRules(Limits limits, boolean plainHttp) {
        this.limits = limits;
        this.plainHttp = plainHttp;
    }

    /// A hook that someone wants.
    record NewHook(String baseUrl, List<String> operations) {
        NewHook {
            operations = List.copyOf(operations);
        }
    }

    NewHook read(Fields fields) {
        String baseUrl = fields.text("base_url", limits.hookUrlChars());
        if (!baseUrl.isEmpty() && !isBaseUrl(baseUrl)) {
            fields.fault(
                    "base_url",
                    "It must be an %s URL with a host, and without user, query and fragment."
                            .formatted(plainHttp ? "https or http" : "https"));
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

    private boolean isBaseUrl(String text) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            return (scheme.equals("https") || (plainHttp && scheme.equals("http")))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getPort() <= MAX_PORT
                    && url.getPort() != 0
                    && SLASH.splitAsStream(url.getRawPath()).noneMatch(HookRules::climbs);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
