package io.rookery.routing.port;

import java.util.UUID;

/// Identifies a tenant. In the API it is written `ten_` and the UUID's 32 hexadecimal digits.
public record TenantId(UUID value) {
    private static final String PREFIX = "ten_";

    /// The API form, `ten_0190…`.
    public String text() {
        return PREFIX + hex();
    }

    /// The UUID as 32 lower-case hexadecimal digits, as entity ids have it.
    public String hex() {
        return value.toString().replace("-", "");
    }

    /// Parses the API form.
    ///
    /// @throws IllegalArgumentException when it is not `ten_` and 32 hexadecimal digits
    public static TenantId parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "tenant id: " + text + " (expected: ten_ and 32 hexadecimal digits)");
        }
        return ofHex(text.substring(PREFIX.length()));
    }

    /// Parses 32 hexadecimal digits.
    ///
    /// @throws IllegalArgumentException when they are not
    public static TenantId ofHex(String hex) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException(
                    "tenant id: " + hex + " (expected: 32 hexadecimal digits)");
        }
        try {
            return new TenantId(
                    new UUID(
                            Long.parseUnsignedLong(hex, 0, 16, 16),
                            Long.parseUnsignedLong(hex, 16, 32, 16)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "tenant id: " + hex + " (expected: 32 hexadecimal digits)", e);
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
