package io.rookery.hooks.endpoint;

import java.util.Optional;

/// What a backend can be asked. The path of a call is `/v1/` + [#capability] + `/` + [#verb].
public enum Operation {
    AUTH_VERIFY("auth", "verify"),
    /// Optional: lets clients log in by SCRAM instead of PLAIN.
    AUTH_SCRAM("auth", "scram"),
    USER_EXISTS("user", "exists"),
    ROSTER_GET("roster", "get");

    private final String capability;
    private final String verb;

    Operation(String capability, String verb) {
        this.capability = capability;
        this.verb = verb;
    }

    public String capability() {
        return capability;
    }

    public String verb() {
        return verb;
    }

    /// As the envelope and the API have it, `auth.verify`.
    public String text() {
        return capability + '.' + verb;
    }

    /// Below the endpoint's base URL, `/v1/auth/verify`.
    public String path() {
        return "/v1/" + capability + '/' + verb;
    }

    /// The operation of this [#text], empty when there is none.
    public static Optional<Operation> parse(String text) {
        for (Operation operation : values()) {
            if (operation.text().equals(text)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
