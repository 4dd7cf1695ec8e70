package io.rookery.xmpp.page;

import io.rookery.xmpp.xml.Element;
import org.jspecify.annotations.Nullable;

/// Which page of a long result is wanted.
///
/// @param max the most items, not negative; 0 asks for the count only (§2.7)
/// @param after the id before the page, or null
/// @param before the id behind the page, empty for the last page (§2.5), or null
/// @param index the position of the page's first item, not negative, or null
public record PageRequest(
        @Nullable Integer max,
        @Nullable String after,
        @Nullable String before,
        @Nullable Integer index) {

    /// The namespace.
    public static final String NAMESPACE = "http://jabber.org/protocol/rsm";

    /// No wishes: the first page, as long as the answering side likes.
    public static final PageRequest NONE = new PageRequest(null, null, null, null);

    /// Reads the `<set/>` of a query, or [#NONE] when there is none.
    ///
    /// @throws IllegalArgumentException when a number is none; it answers as `bad-request`
    public static PageRequest of(Element query) {
        Element set = query.child("set", NAMESPACE);
        return set == null ? NONE : parse(set);
    }

    /// Reads a `<set/>`.
    ///
    /// @throws IllegalArgumentException when a number is none; it answers as `bad-request`
    public static PageRequest parse(Element set) {
        return new PageRequest(
                number(set, "max"),
                set.childText("after"),
                set.childText("before"),
                number(set, "index"));
    }

    private static @Nullable Integer number(Element set, String name) {
        String text = set.childText(name);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notNumber(name, text);
        }
        throw notNumber(name, text);
    }

    private static IllegalArgumentException notNumber(String name, String text) {
        return new IllegalArgumentException(
                name + ": " + text + " (expected: 0 to " + Integer.MAX_VALUE + ")");
    }

    /// Whether the page ends at an id or at the end of the result, so that it is read backwards.
    public boolean isBackwards() {
        return before != null;
    }

    /// The most items, at most `limit`; `usual` when the request does not say.
    public int maxOr(int usual, int limit) {
        return Math.min(max == null ? usual : max, limit);
    }

    /// This request as `<set/>`.
    public Element toElement() {
        return Element.builder("set", NAMESPACE)
                .child("max", max == null ? null : max.toString())
                .child("after", after)
                .child("before", before)
                .child("index", index == null ? null : index.toString())
                .build();
    }
}
