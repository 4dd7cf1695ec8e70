package io.rookery.edge.resumption;

import io.rookery.routing.hop.SessionId;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads and writes the elements of stream management.
public final class StreamManagement {
    /// Its namespace.
    public static final String NAMESPACE = "urn:xmpp:sm:3";

    /// Its name in [io.rookery.routing.port.DomainPolicy#disabledFeatures].
    public static final String NAME = "sm";

    /// The stream feature.
    public static final Element FEATURE = Element.of("sm", NAMESPACE);

    /// `<r/>`.
    public static final Element REQUEST = Element.of("r", NAMESPACE);

    private static final long MODULUS = 1L << 32;

    private StreamManagement() {}

    /// What a `<resume/>` asks for, or anything else in its place.
    public sealed interface ResumeWish {
        /// To go on with this session from the client's `h`.
        record Resume(SessionId previous, long handled) implements ResumeWish {}

        /// Nothing that can be done.
        record Wrong(Condition condition) implements ResumeWish {}
    }

    /// Reads an element of this namespace that came before a session stands.
    public static ResumeWish readResume(Element element) {
        if (!element.name().equals("resume")) {
            return new ResumeWish.Wrong(Condition.UNEXPECTED_REQUEST);
        }
        String previous = element.attribute("previd");
        OptionalLong handled = counter(element.attribute("h"));
        if (previous == null || handled.isEmpty()) {
            return new ResumeWish.Wrong(Condition.BAD_REQUEST);
        }
        Optional<SessionId> id = SessionId.parse(previous);
        return id.isPresent()
                ? new ResumeWish.Resume(id.get(), handled.getAsLong())
                : new ResumeWish.Wrong(Condition.ITEM_NOT_FOUND);
    }

    /// Reads `h`: 0 to 2^32-1.
    public static OptionalLong counter(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 10) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            value = value * 10 + (c - '0');
        }
        return value < MODULUS ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /// True when `<enable/>` asks for a session that can be resumed.
    public static boolean wantsResumption(Element enable) {
        String resume = enable.attribute("resume");
        return "true".equals(resume) || "1".equals(resume);
    }

    /// Answers `<enable/>`; `seconds` 0 means that the session cannot be resumed.
    ///
    /// @param location where the client had best resume it, null when that is all the same
    public static Element enabled(SessionId id, int seconds, @Nullable String location) {
        Element.Builder enabled = Element.builder("enabled", NAMESPACE);
        if (seconds > 0) {
            enabled.attribute("id", id.text())
                    .attribute("resume", "true")
                    .attribute("max", Integer.toString(seconds))
                    .attribute("location", location);
        }
        return enabled.build();
    }

    /// Answers `<resume/>`.
    public static Element resumed(SessionId previous, long handled) {
        return Element.builder("resumed", NAMESPACE)
                .attribute("previd", previous.text())
                .attribute("h", wire(handled))
                .build();
    }

    /// Refuses `<enable/>` or `<resume/>`.
    ///
    /// @param handled the server's `h` of that session, -1 when unknown
    public static Element failed(Condition condition, long handled) {
        return Element.builder("failed", NAMESPACE)
                .attribute("h", handled < 0 ? null : wire(handled))
                .child(Element.of(condition.wireName(), Namespaces.STANZA_ERRORS))
                .build();
    }

    /// `<a/>`.
    public static Element answer(long handled) {
        return Element.builder("a", NAMESPACE).attribute("h", wire(handled)).build();
    }

    /// XEP-0198 §4: the client says to have handled more than it was sent.
    public static StreamError handledCountTooHigh(long handled, long sent) {
        Element condition =
                Element.builder("handled-count-too-high", NAMESPACE)
                        .attribute("h", wire(handled))
                        .attribute("send-count", wire(sent))
                        .build();
        return new StreamError(StreamError.Condition.UNDEFINED_CONDITION, null, null, condition);
    }

    /// How far a counter that is known modulo 2^32 is ahead of one that is known whole; negative
    /// when it lies behind.
    public static long ahead(long counter, long whole) {
        return (int) (counter - whole);
    }

    private static String wire(long counter) {
        return Long.toString(counter & (MODULUS - 1));
    }
}
