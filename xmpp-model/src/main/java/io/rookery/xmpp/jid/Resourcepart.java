package io.rookery.xmpp.jid;

import rocks.xmpp.precis.PrecisProfiles;

/// The rules of the resourcepart (RFC 7622 §3.4): OpaqueString.
final class Resourcepart {

    private static final String NAME = "resourcepart";

    private Resourcepart() {}

    static String prepare(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 128) {
                return prepareByPrecis(raw);
            }
            if (c < ' ' || c == 0x7f) {
                throw new JidFormatException(NAME, raw, "no control characters");
            }
        }
        Parts.checkBytes(NAME, raw, raw.length());
        return raw;
    }

    /// The way that every string could go; [#prepare] takes it for what is not plain ASCII.
    static String prepareByPrecis(String raw) {
        Parts.checkChars(NAME, raw);
        String prepared = Parts.enforce(PrecisProfiles.OPAQUE_STRING, NAME, raw);
        Parts.checkBytes(NAME, raw, Parts.utf8Length(prepared));
        return prepared;
    }
}
