package io.rookery.xmpp.jid;

import rocks.xmpp.precis.PrecisProfiles;

/// The rules of the localpart (RFC 7622 §3.3): UsernameCaseMapped without eight delimiters.
final class Localpart {

    private static final String NAME = "localpart";
    private static final String EXCLUDED = "\"&'/:<>@";
    private static final byte KEEP = 0;
    private static final byte FOLD = 1;
    private static final byte REFUSE = 2;
    private static final byte[] ASCII = asciiRules();

    private Localpart() {}

    static String prepare(String raw) {
        boolean fold = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 128) {
                return prepareByPrecis(raw);
            }
            byte rule = ASCII[c];
            if (rule == REFUSE) {
                throw refused(raw);
            }
            fold |= rule == FOLD;
        }
        Parts.checkBytes(NAME, raw, raw.length());
        return fold ? Parts.foldAscii(raw) : raw;
    }

    /// The way that every string could go; [#prepare] takes it for what is not plain ASCII.
    static String prepareByPrecis(String raw) {
        Parts.checkChars(NAME, raw);
        String prepared = Parts.enforce(PrecisProfiles.USERNAME_CASE_MAPPED, NAME, raw);
        for (int i = 0; i < prepared.length(); i++) {
            if (EXCLUDED.indexOf(prepared.charAt(i)) >= 0) {
                throw refused(raw);
            }
        }
        Parts.checkBytes(NAME, raw, Parts.utf8Length(prepared));
        return prepared;
    }

    private static JidFormatException refused(String raw) {
        return new JidFormatException(
                NAME, raw, "letters, digits and symbols except " + EXCLUDED + " and spaces");
    }

    private static byte[] asciiRules() {
        byte[] rules = new byte[128];
        for (char c = 0; c < 128; c++) {
            boolean printable = c > ' ' && c < 0x7f && EXCLUDED.indexOf(c) < 0;
            boolean upper = c >= 'A' && c <= 'Z';
            rules[c] = upper ? FOLD : printable ? KEEP : REFUSE;
        }
        return rules;
    }
}
