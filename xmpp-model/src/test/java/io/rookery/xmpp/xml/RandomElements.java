package io.rookery.xmpp.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes elements of every shape that the model can hold, the same for the same seed.
public final class RandomElements {

    private static final List<String> NAMES =
            List.of("body", "x", "message", "a-b", "_", "é", "thread", "c.d", "r", "\u05d0");
    private static final List<String> NAMESPACES =
            List.of(
                    Namespaces.CLIENT,
                    Namespaces.CLIENT,
                    "",
                    Namespaces.STREAMS,
                    Namespaces.DIALBACK,
                    "urn:xmpp:hints",
                    "urn:a&b<'\">",
                    "urn:é");
    private static final List<String> ATTRIBUTE_NAMESPACES =
            List.of("", "", "", Namespaces.XML, "urn:a", "urn:b", Namespaces.CLIENT);
    private static final String CHARACTERS =
            "aZ09 <>&'\"\t\n\r/=]]>é\u05d0♚\u0085\u2028\ufffd\u007f;:-!?[";

    private final RandomGenerator random;

    /// A generator that draws from `random`.
    public RandomElements(RandomGenerator random) {
        this.random = random;
    }

    /// An element of at most a few levels.
    public Element next() {
        return next(4);
    }

    /// Up to five elements.
    public List<Element> several() {
        List<Element> elements = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            elements.add(next(3));
        }
        return elements;
    }

    private Element next(int levels) {
        Element.Builder element = Element.builder(any(NAMES), any(NAMESPACES));
        int attributes = random.nextInt(4);
        for (int i = 0; i < attributes; i++) {
            element.attribute(any(ATTRIBUTE_NAMESPACES), any(NAMES), text());
        }
        int nodes = random.nextInt(4);
        for (int i = 0; i < nodes; i++) {
            if (levels > 1 && random.nextBoolean()) {
                element.child(next(levels - 1));
            } else {
                element.text(text());
            }
        }
        return element.build();
    }

    /// Characters that XML has, those that must be escaped among them.
    public String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(10) == 0) {
                text.appendCodePoint(0x1f600 + random.nextInt(64));
            } else {
                text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
        }
        return text.toString();
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
