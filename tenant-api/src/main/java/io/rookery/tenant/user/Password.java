package io.rookery.tenant.user;

import java.util.Optional;
import rocks.xmpp.precis.PrecisProfiles;

/// A password as it is compared: prepared by OpaqueString (RFC 8265 §4.2).
final class Password {
    private final String prepared;

    private Password(String prepared) {
        this.prepared = prepared;
    }

    /// Prepares a password, empty when OpaqueString refuses it or would change it again.
    static Optional<Password> of(String raw) {
        try {
            String once = PrecisProfiles.OPAQUE_STRING.enforce(raw);
            boolean stable = once.equals(PrecisProfiles.OPAQUE_STRING.enforce(once));
            return stable ? Optional.of(new Password(once)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    char[] chars() {
        return prepared.toCharArray();
    }

    /// Length in Unicode code points.
    int length() {
        return prepared.codePointCount(0, prepared.length());
    }

    /// Hides the password.
    @Override
    public String toString() {
        return "Password[…]";
    }
}
