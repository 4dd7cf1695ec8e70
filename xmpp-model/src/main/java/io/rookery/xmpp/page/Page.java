package io.rookery.xmpp.page;

import io.rookery.xmpp.xml.Element;
import org.jspecify.annotations.Nullable;

/// Which page of a long result was given.
///
/// @param first the id of the page's first item, null when the page is empty
/// @param firstIndex the position of that item in the whole result, null when not known
/// @param last the id of the page's last item, null when the page is empty
/// @param count how many items the whole result has, null when not known
public record Page(
        @Nullable String first,
        @Nullable Long firstIndex,
        @Nullable String last,
        @Nullable Long count) {

    /// A page without items.
    public static Page empty(@Nullable Long count) {
        return new Page(null, null, null, count);
    }

    /// Reads a `<set/>`.
    ///
    /// @throws IllegalArgumentException when a number is none
    public static Page parse(Element set) {
        Element first = set.child("first");
        String index = first == null ? null : first.attribute("index");
        String count = set.childText("count");
        return new Page(
                first == null ? null : first.text(),
                index == null ? null : Long.valueOf(index),
                set.childText("last"),
                count == null ? null : Long.valueOf(count));
    }

    /// This page as `<set/>`.
    public Element toElement() {
        Element.Builder set = Element.builder("set", PageRequest.NAMESPACE);
        if (first != null) {
            set.child(
                    Element.builder("first", PageRequest.NAMESPACE)
                            .attribute("index", text(firstIndex))
                            .text(first)
                            .build());
        }
        return set.child("last", last).child("count", text(count)).build();
    }

    private static @Nullable String text(@Nullable Long number) {
        return number == null ? null : number.toString();
    }
}
