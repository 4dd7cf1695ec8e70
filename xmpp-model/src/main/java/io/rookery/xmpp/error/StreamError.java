package io.rookery.xmpp.error;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error that ends a stream (RFC 6120 §4.9).
///
/// @param text for people and logs, in English
/// @param address where to go instead, for `see-other-host` only
/// @param appCondition what the application adds, of a namespace of its own
public record StreamError(
        Condition condition,
        @Nullable String text,
        @Nullable String address,
        @Nullable Element appCondition) {

    /// The defined conditions, exactly those of RFC 6120 §4.9.3.
    public enum Condition {
        /// `bad-format`: XML that cannot be processed.
        BAD_FORMAT("bad-format"),

        /// `bad-namespace-prefix`: a prefix that is not declared.
        BAD_NAMESPACE_PREFIX("bad-namespace-prefix"),

        /// `conflict`: a newer stream took this one's place.
        CONFLICT("conflict"),

        /// `connection-timeout`: the other side was silent too long.
        CONNECTION_TIMEOUT("connection-timeout"),

        /// `host-gone`: the domain is no longer served here.
        HOST_GONE("host-gone"),

        /// `host-unknown`: the domain is not served here.
        HOST_UNKNOWN("host-unknown"),

        /// `improper-addressing`: a stanza between servers lacks an address.
        IMPROPER_ADDRESSING("improper-addressing"),

        /// `internal-server-error`: our fault.
        INTERNAL_SERVER_ERROR("internal-server-error"),

        /// `invalid-from`: a `from` that the stream may not use.
        INVALID_FROM("invalid-from"),

        /// `invalid-namespace`: not a namespace that a stream has.
        INVALID_NAMESPACE("invalid-namespace"),

        /// `invalid-xml`: XML that breaks a schema that is checked.
        INVALID_XML("invalid-xml"),

        /// `not-authorized`: sent before authentication.
        NOT_AUTHORIZED("not-authorized"),

        /// `not-well-formed`: not XML.
        NOT_WELL_FORMED("not-well-formed"),

        /// `policy-violation`: against a local policy, such as a size.
        POLICY_VIOLATION("policy-violation"),

        /// `remote-connection-failed`: a server needed for it cannot be reached.
        REMOTE_CONNECTION_FAILED("remote-connection-failed"),

        /// `reset`: the stream must be negotiated anew.
        RESET("reset"),

        /// `resource-constraint`: too busy.
        RESOURCE_CONSTRAINT("resource-constraint"),

        /// `restricted-xml`: DTD, entity, comment or instruction.
        RESTRICTED_XML("restricted-xml"),

        /// `see-other-host`: connect there, to the address that it carries.
        SEE_OTHER_HOST("see-other-host"),

        /// `system-shutdown`: the server goes down.
        SYSTEM_SHUTDOWN("system-shutdown"),

        /// `undefined-condition`: see the application's condition.
        UNDEFINED_CONDITION("undefined-condition"),

        /// `unsupported-encoding`: not UTF-8.
        UNSUPPORTED_ENCODING("unsupported-encoding"),

        /// `unsupported-feature`: a mandatory feature is not supported.
        UNSUPPORTED_FEATURE("unsupported-feature"),

        /// `unsupported-stanza-type`: a first-level element that is no stanza.
        UNSUPPORTED_STANZA_TYPE("unsupported-stanza-type"),

        /// `unsupported-version`: a version of XMPP that is not 1.0.
        UNSUPPORTED_VERSION("unsupported-version");

        private static final Map<String, Condition> BY_NAME = new HashMap<>();

        static {
            for (Condition condition : values()) {
                BY_NAME.put(condition.wireName, condition);
            }
        }

        private final String wireName;

        Condition(String wireName) {
            this.wireName = wireName;
        }

        /// The condition of that element name, or null when the standard has none.
        public static @Nullable Condition named(String wireName) {
            return BY_NAME.get(wireName);
        }

        /// The name of the condition's element.
        public String wireName() {
            return wireName;
        }

        @Override
        public String toString() {
            return wireName;
        }
    }

    /// An error that needs no explanation.
    public static StreamError of(Condition condition) {
        return new StreamError(condition, null, null, null);
    }

    /// An error with an explanation in English.
    public static StreamError of(Condition condition, String text) {
        return new StreamError(condition, text, null, null);
    }

    /// The error that sends the peer to another host (§4.9.3.19).
    ///
    /// @param address `host`, `host:port`, an IPv6 address in brackets
    public static StreamError seeOtherHost(String address) {
        return new StreamError(Condition.SEE_OTHER_HOST, null, address, null);
    }

    /// Reads a `<stream:error/>`; a condition that the standard has not is `undefined-condition`.
    ///
    /// @throws IllegalArgumentException when `element` is no stream error
    public static StreamError parse(Element element) {
        if (!element.is("error", Namespaces.STREAMS)) {
            throw new IllegalArgumentException(
                    "element: " + element.name() + " (expected: a stream error)");
        }
        Condition condition = Condition.UNDEFINED_CONDITION;
        String text = null;
        String address = null;
        Element appCondition = null;
        for (Element child : element.children()) {
            if (!child.namespace().equals(Namespaces.STREAM_ERRORS)) {
                appCondition = child;
            } else if (child.name().equals("text")) {
                text = child.text();
            } else {
                Condition named = Condition.named(child.name());
                condition = named == null ? Condition.UNDEFINED_CONDITION : named;
                boolean elsewhere =
                        condition == Condition.SEE_OTHER_HOST && !child.text().isEmpty();
                address = elsewhere ? child.text() : null;
            }
        }
        return new StreamError(condition, text, address, appCondition);
    }

    /// This error as `<stream:error/>`.
    public Element toElement() {
        Element.Builder named =
                Element.builder(condition.wireName(), Namespaces.STREAM_ERRORS).text(address);
        Element.Builder error = Element.builder("error", Namespaces.STREAMS).child(named.build());
        if (text != null) {
            error.child(
                    Element.builder("text", Namespaces.STREAM_ERRORS)
                            .lang("en")
                            .text(text)
                            .build());
        }
        return error.child(appCondition).build();
    }
}
