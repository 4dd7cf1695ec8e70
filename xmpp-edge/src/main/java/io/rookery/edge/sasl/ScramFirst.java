package io.rookery.edge.sasl;

import org.jspecify.annotations.Nullable;

/// A SCRAM client-first-message (RFC 5802 §7), taken apart.
///
/// @param gs2Header as sent, closing comma included: the client-final-message repeats it
/// @param flag `n`, `y` or `p`
/// @param binding channel binding type for flag `p`, else null
/// @param authzid empty when absent
/// @param bare what comes after the GS2 header
record ScramFirst(
        String gs2Header,
        char flag,
        @Nullable String binding,
        String authzid,
        String bare,
        String username,
        String nonce) {

    /// Longest nonce taken from a client, in characters.
    private static final int MAX_NONCE = 256;

    static ScramFirst parse(String message) throws SaslSyntaxException {
        int firstComma = message.indexOf(',');
        int secondComma = message.indexOf(',', firstComma + 1);
        if (firstComma < 1 || secondComma < 0) {
            throw new SaslSyntaxException("no GS2 header");
        }
        char flag = message.charAt(0);
        String binding = binding(flag, message.substring(0, firstComma));
        String authzid = authzid(message.substring(firstComma + 1, secondComma));
        String bare = message.substring(secondComma + 1);
        if (bare.startsWith("m=")) {
            throw new SaslSyntaxException("mandatory extension"); // RFC 5802 §5.1
        }
        String[] attributes = bare.split(",", -1);
        if (attributes.length < 2) {
            throw new SaslSyntaxException("attributes missing");
        }
        String username = unescape(value(attributes[0], 'n'));
        String nonce = value(attributes[1], 'r');
        if (username.isEmpty() || !isNonce(nonce)) {
            throw new SaslSyntaxException("empty username or bad nonce");
        }
        return new ScramFirst(
                message.substring(0, secondComma + 1),
                flag,
                binding,
                authzid,
                bare,
                username,
                nonce);
    }

    private static @Nullable String binding(char flag, String field) throws SaslSyntaxException {
        return switch (flag) {
            case 'n', 'y' -> {
                if (field.length() != 1) {
                    throw new SaslSyntaxException("GS2 flag");
                }
                yield null;
            }
            case 'p' -> value(field, 'p');
            default -> throw new SaslSyntaxException("GS2 flag");
        };
    }

    private static String authzid(String field) throws SaslSyntaxException {
        return field.isEmpty() ? "" : unescape(value(field, 'a'));
    }

    /// The value of `name=value`.
    static String value(String attribute, char name) throws SaslSyntaxException {
        if (attribute.length() < 3 || attribute.charAt(0) != name || attribute.charAt(1) != '=') {
            throw new SaslSyntaxException("attribute " + name);
        }
        return attribute.substring(2);
    }

    private static String unescape(String name) throws SaslSyntaxException {
        if (name.indexOf('=') < 0) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '=') {
                plain.append(c);
            } else if (name.startsWith("2C", i + 1)) {
                plain.append(',');
                i += 2;
            } else if (name.startsWith("3D", i + 1)) {
                plain.append('=');
                i += 2;
            } else {
                throw new SaslSyntaxException("escape in name");
            }
        }
        return plain.toString();
    }

    private static boolean isNonce(String nonce) {
        if (nonce.isEmpty() || nonce.length() > MAX_NONCE) {
            return false;
        }
        for (int i = 0; i < nonce.length(); i++) {
            char c = nonce.charAt(i);
            if (c < 0x21 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }
}
