package io.rookery.xmpp.jid;

import rocks.xmpp.precis.PrecisProfiles;

/// The rules of the domainpart (RFC 7622 §3.2): LDH labels, U-labels of IDNA2008, or an IP literal.
///
/// A-labels become U-labels, a trailing dot goes. Underscores, zones of IPv6 literals and labels of
/// more than 63 bytes in DNS are refused.
final class Domainpart {

    private static final String NAME = "domainpart";
    private static final int MAX_LABEL_BYTES = 63;
    private static final String ACE_PREFIX = "xn--";

    private Domainpart() {}

    static String prepare(String raw) {
        int end = raw.endsWith(".") ? raw.length() - 1 : raw.length();
        int labelStart = 0;
        boolean fold = false;
        for (int i = 0; i < end; i++) {
            char c = raw.charAt(i);
            if (isLetterDigit(c)) {
                continue;
            }
            boolean afterLetterDigit = i > labelStart && raw.charAt(i - 1) != '-';
            if (c >= 'A' && c <= 'Z') {
                fold = true;
            } else if (c == '.' && afterLetterDigit && i - labelStart <= MAX_LABEL_BYTES) {
                labelStart = i + 1;
            } else if (c != '-' || !afterLetterDigit) {
                // Two hyphens in a row may be an A-label, the rest is rare or wrong.
                return prepareSlowly(raw);
            }
        }
        boolean whole = labelStart < end && raw.charAt(end - 1) != '-';
        if (!whole || end - labelStart > MAX_LABEL_BYTES) {
            return prepareSlowly(raw);
        }
        Parts.checkBytes(NAME, raw, end);
        String name = end == raw.length() ? raw : raw.substring(0, end);
        return fold ? Parts.foldAscii(name) : name;
    }

    /// The way that every string could go; [#prepare] takes it for what is not letters and digits.
    static String prepareSlowly(String raw) {
        Parts.checkChars(NAME, raw);
        if (raw.charAt(0) == '[') {
            return IpLiteral.prepare(raw);
        }
        StringBuilder prepared = new StringBuilder(raw.length());
        int labelStart = 0;
        for (int i = 0; i <= raw.length(); i++) {
            if (i == raw.length() || isDot(raw.charAt(i))) {
                if (i == raw.length() && labelStart == i && i > 0) {
                    break;
                }
                if (labelStart > 0) {
                    prepared.append('.');
                }
                prepared.append(label(raw.substring(labelStart, i), raw));
                labelStart = i + 1;
            }
        }
        String name = prepared.toString();
        Parts.checkBytes(NAME, raw, Parts.utf8Length(name));
        return name;
    }

    private static boolean isLetterDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isDot(char c) {
        return c == '.' || c == '\u3002' || c == '\uff0e' || c == '\uff61';
    }

    private static String label(String label, String raw) {
        if (!Parts.isAscii(label)) {
            String prepared = Parts.enforce(PrecisProfiles.USERNAME_CASE_MAPPED, NAME, label);
            return Parts.isAscii(prepared) ? label(prepared, raw) : checkedULabel(prepared, raw);
        }
        String folded = Parts.foldAscii(label);
        if (folded.length() > MAX_LABEL_BYTES) {
            throw new JidFormatException(NAME, raw, "labels of at most 63 bytes");
        }
        if (folded.startsWith(ACE_PREFIX)) {
            return decodedALabel(folded, raw);
        }
        checkHyphens(folded, raw);
        checkLdh(folded, raw);
        return folded;
    }

    private static String decodedALabel(String label, String raw) {
        String encoded = label.substring(ACE_PREFIX.length());
        String decoded = Punycode.decode(encoded);
        if (decoded == null
                || Parts.isAscii(decoded)
                || !decoded.equals(
                        Parts.enforce(PrecisProfiles.USERNAME_CASE_MAPPED, NAME, decoded))
                || !encoded.equals(Punycode.encode(decoded))) {
            throw new JidFormatException(NAME, raw, "A-labels that stand for U-labels");
        }
        return checkedULabel(decoded, raw);
    }

    private static String checkedULabel(String label, String raw) {
        checkHyphens(label, raw);
        checkLdh(label, raw);
        int type = Character.getType(label.codePointAt(0));
        if (type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK) {
            throw new JidFormatException(NAME, raw, "labels that begin with no combining mark");
        }
        if (ACE_PREFIX.length() + Punycode.encode(label).length() > MAX_LABEL_BYTES) {
            throw new JidFormatException(NAME, raw, "labels of at most 63 bytes in DNS");
        }
        return label;
    }

    private static void checkHyphens(String label, String raw) {
        if (label.isEmpty()
                || label.startsWith("-")
                || label.endsWith("-")
                || label.startsWith("--", 2)) {
            throw new JidFormatException(
                    NAME, raw, "labels, with hyphens neither at their ends nor third and fourth");
        }
    }

    private static void checkLdh(String label, String raw) {
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (c < 128 && c != '-' && !isLetterDigit(c)) {
                throw new JidFormatException(NAME, raw, "letters, digits, hyphens and dots");
            }
        }
    }
}
