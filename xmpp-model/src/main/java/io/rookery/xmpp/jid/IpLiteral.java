package io.rookery.xmpp.jid;

/// An IPv6 address in brackets (RFC 3986 §3.2.2), without zone; IPv4 addresses pass as LDH labels.
final class IpLiteral {

    private static final int GROUPS = 8;

    private IpLiteral() {}

    static String prepare(String raw) {
        if (!raw.endsWith("]") || raw.length() < 4 || !isIpv6(raw.substring(1, raw.length() - 1))) {
            throw new JidFormatException("domainpart", raw, "an IPv6 address in the brackets");
        }
        return Parts.foldAscii(raw);
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int left = before.isEmpty() ? 0 : groups(before, false);
        int right = after.isEmpty() ? 0 : groups(after, true);
        return left >= 0 && right >= 0 && left + right < GROUPS;
    }

    /// How many 16-bit groups `text` holds, or a negative number when it is no list of groups.
    private static int groups(String text, boolean ipv4AtEnd) {
        int count = 0;
        int start = 0;
        while (true) {
            int colon = text.indexOf(':', start);
            String group = text.substring(start, colon < 0 ? text.length() : colon);
            if (colon < 0 && ipv4AtEnd && isIpv4(group)) {
                return count + 2;
            }
            if (!isHexGroup(group)) {
                return -1;
            }
            count++;
            if (colon < 0) {
                return count;
            }
            start = colon + 1;
        }
    }

    private static boolean isHexGroup(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return false;
        }
        for (int i = 0; i < group.length(); i++) {
            if (group.charAt(i) >= 128 || Character.digit(group.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String text) {
        int octets = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0) {
                    return false;
                }
                octets++;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + c - '0';
                if (value > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return octets == 4;
    }
}
