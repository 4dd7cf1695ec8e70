package io.rookery.tenant.apikey;

import io.rookery.tenant.Limits;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A key that someone wants.
public record NewApiKey(String name, List<Scope> scopes, Optional<Instant> expiresAt) {
    private static final int MAX_TIME_CHARS = 40;
    private static final Duration LONGEST = Duration.ofDays(36_525);

    public NewApiKey {
        scopes = List.copyOf(scopes);
    }

    /// Reads `name`, `scopes` and `expires_at`.
    ///
    /// @param possible scopes that the holder can have; all of them when none are named
    /// @param now what `expires_at` must be behind
    public static NewApiKey read(Fields fields, Set<Scope> possible, Limits limits, Instant now) {
        String name = fields.text("name", limits.nameChars());
        Optional<List<String>> texts =
                fields.optionalTexts("scopes", Scope.values().length, limits.nameChars());
        List<Scope> scopes = new ArrayList<>();
        if (texts.isPresent()) {
            for (int i = 0; i < texts.get().size(); i++) {
                Optional<Scope> scope = Scope.parse(texts.get().get(i)).filter(possible::contains);
                if (scope.isEmpty()) {
                    fields.fault("scopes/" + i, "There is no such scope.");
                }
                scope.ifPresent(scopes::add);
            }
            if (texts.get().isEmpty()) {
                fields.fault("scopes", "It must name one scope at least.");
            }
        } else {
            possible.stream().sorted().forEach(scopes::add);
        }
        return new NewApiKey(name, scopes, expiry(fields, now));
    }

    private static Optional<Instant> expiry(Fields fields, Instant now) {
        Optional<String> text = fields.optionalText("expires_at", MAX_TIME_CHARS);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant expiry = Instant.parse(text.get());
            if (expiry.isAfter(now) && expiry.isBefore(now.plus(LONGEST))) {
                return Optional.of(expiry);
            }
        } catch (DateTimeException e) {
            fields.fault("expires_at", "It must be a time as in 2027-01-31T00:00:00Z.");
            return Optional.empty();
        }
        fields.fault("expires_at", "It must be in the future, and at most 100 years away.");
        return Optional.empty();
    }
}
