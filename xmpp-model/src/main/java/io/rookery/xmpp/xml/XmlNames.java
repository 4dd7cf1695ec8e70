package io.rookery.xmpp.xml;

/// Names of elements and attributes that our own code makes.
final class XmlNames {

    private XmlNames() {}

    /// Refuses what would break out of a tag; the parser checks the finer rules of what comes in.
    static String checked(String name) {
        boolean good = !name.isEmpty() && isStart(name.charAt(0));
        for (int i = 1; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = isStart(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == '\u00b7';
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: an XML name without colon)");
        }
        return name;
    }

    /// Declarations of namespaces are the writer's business.
    static String checkedAttribute(String name) {
        if (name.equals("xmlns")) {
            throw new IllegalArgumentException("attribute: xmlns (expected: an attribute)");
        }
        return checked(name);
    }

    private static boolean isStart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (c >= 0xc0 && c != 0xd7 && c != 0xf7 && c < 0xfffe);
    }
}
