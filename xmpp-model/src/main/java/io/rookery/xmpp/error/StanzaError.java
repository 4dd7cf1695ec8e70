package io.rookery.xmpp.error;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An error that answers a stanza (RFC 6120 §8.3).
///
/// @param text for people
/// @param lang the language of `text`, null when it is the stream's
/// @param address the other address that `gone` and `redirect` carry
/// @param by the entity that found the error, when that says more than `from`
/// @param appCondition what the application adds, of a namespace of its own
public record StanzaError(
        Type type,
        Condition condition,
        @Nullable String text,
        @Nullable String lang,
        @Nullable String address,
        @Nullable String by,
        @Nullable Element appCondition) {

    /// What the sender may do about it (RFC 6120 §8.3.2).
    public enum Type {
        /// Try again with credentials.
        AUTH,
        /// Do not try again.
        CANCEL,
        /// Go on: it was a warning.
        CONTINUE,
        /// Try again with something else.
        MODIFY,
        /// Try again later.
        WAIT;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /// The type of that name, or null when the standard has none.
        public static @Nullable Type named(String wireName) {
            return switch (wireName) {
                case "auth" -> AUTH;
                case "cancel" -> CANCEL;
                case "continue" -> CONTINUE;
                case "modify" -> MODIFY;
                case "wait" -> WAIT;
                default -> null;
            };
        }

        /// The value of the attribute `type`.
        public String wireName() {
            return wireName;
        }
    }

    /// An error of the condition's usual type, without text.
    public static StanzaError of(Condition condition) {
        return of(condition.usualType(), condition);
    }

    /// An error of the condition's usual type, with text in English.
    public static StanzaError of(Condition condition, String text) {
        return of(condition).withText(text, "en");
    }

    /// An error without text.
    public static StanzaError of(Type type, Condition condition) {
        return new StanzaError(type, condition, null, null, null, null, null);
    }

    /// Reads an `<error/>`.
    ///
    /// What the standard does not have is read leniently, since errors are never answered: an
    /// unknown condition is `undefined-condition`, an unknown type the condition's usual one.
    ///
    /// @throws IllegalArgumentException when `element` is no `<error/>`
    public static StanzaError parse(Element element) {
        if (!element.is("error", Namespaces.CLIENT)) {
            throw new IllegalArgumentException(
                    "element: " + element.name() + " (expected: a stanza error)");
        }
        Condition condition = Condition.UNDEFINED_CONDITION;
        String text = null;
        String lang = null;
        String address = null;
        Element appCondition = null;
        for (Element child : element.children()) {
            if (!child.namespace().equals(Namespaces.STANZA_ERRORS)) {
                appCondition = child;
            } else if (child.name().equals("text")) {
                text = child.text();
                lang = child.lang();
            } else {
                Condition named = Condition.named(child.name());
                condition = named == null ? Condition.UNDEFINED_CONDITION : named;
                address = child.text().isEmpty() ? null : child.text();
            }
        }
        String typeName = element.attribute("type");
        Type type = typeName == null ? null : Type.named(typeName);
        return new StanzaError(
                type == null ? condition.usualType() : type,
                condition,
                text,
                lang,
                address,
                element.attribute("by"),
                appCondition);
    }

    /// The same error with text in one language; null for the stream's own.
    public StanzaError withText(String text, @Nullable String lang) {
        return new StanzaError(type, condition, text, lang, address, by, appCondition);
    }

    /// The same error of another type.
    public StanzaError withType(Type type) {
        return new StanzaError(type, condition, text, lang, address, by, appCondition);
    }

    /// The same error with another address, for `gone` and `redirect`.
    public StanzaError withAddress(String address) {
        return new StanzaError(type, condition, text, lang, address, by, appCondition);
    }

    /// The same error with the application's condition.
    public StanzaError withAppCondition(Element appCondition) {
        return new StanzaError(type, condition, text, lang, address, by, appCondition);
    }

    /// This error as `<error/>` within a stanza.
    public Element toElement() {
        Element.Builder error =
                Element.builder("error", Namespaces.CLIENT)
                        .attribute("type", type.wireName())
                        .attribute("by", by)
                        .child(
                                Element.builder(condition.wireName(), Namespaces.STANZA_ERRORS)
                                        .text(address)
                                        .build());
        if (text != null) {
            error.child(
                    Element.builder("text", Namespaces.STANZA_ERRORS)
                            .lang(lang)
                            .text(text)
                            .build());
        }
        return error.child(appCondition).build();
    }
}
