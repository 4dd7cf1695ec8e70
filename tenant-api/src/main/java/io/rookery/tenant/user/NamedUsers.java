package io.rookery.tenant.user;

import io.rookery.tenant.Limits;
import io.rookery.tenant.http.Fields;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Usernames in requests.
final class NamedUsers {
    /// Longer than any localpart, so that only the rules of localparts decide.
    static final int MAX_RAW_CHARS = 1_024;

    private NamedUsers() {}

    /// The localpart that a text is (RFC 7622 §3.3), empty when it is none.
    static Optional<String> prepare(String raw) {
        try {
            return Optional.ofNullable(BareJid.of(raw, "localhost").local());
        } catch (JidFormatException e) {
            return Optional.empty();
        }
    }

    /// The property `users`, which must be there.
    static List<String> read(Fields fields, Limits limits) {
        return fields.texts("users", limits.listedUsers(), MAX_RAW_CHARS)
                .map(texts -> localparts(fields, texts))
                .orElse(List.of());
    }

    /// The property `users`; empty when it is absent.
    static List<String> readOptional(Fields fields, Limits limits) {
        return fields.optionalTexts("users", limits.listedUsers(), MAX_RAW_CHARS)
                .map(texts -> localparts(fields, texts))
                .orElse(List.of());
    }

    private static List<String> localparts(Fields fields, List<String> texts) {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Optional<String> user = prepare(texts.get(i));
            if (user.isEmpty()) {
                fields.fault("users/" + i, "It must be a localpart.");
            }
            user.ifPresent(users::add);
        }
        if (texts.isEmpty()) {
            fields.fault("users", "It must name one user at least.");
        }
        return users;
    }
}
