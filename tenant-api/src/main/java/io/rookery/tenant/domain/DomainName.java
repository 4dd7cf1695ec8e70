package io.rookery.tenant.domain;

import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.util.Optional;

/// Which domainparts can be a tenant's domain: names of DNS with at least two labels, or
/// `localhost`; no addresses.
final class DomainName {
    static final int MAX_CHARS = 253;

    private DomainName() {}

    /// The name as JIDs have it (RFC 7622 §3.2), empty when it cannot be a domain.
    static Optional<String> prepare(String raw) {
        String name;
        try {
            name = BareJid.of(null, raw).domain();
        } catch (JidFormatException e) {
            return Optional.empty();
        }
        int dot = name.lastIndexOf('.');
        boolean numeric = name.substring(dot + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        boolean fits = name.length() <= MAX_CHARS && !name.startsWith("[") && !numeric;
        return fits && (dot > 0 || name.equals("localhost")) ? Optional.of(name) : Optional.empty();
    }
}
