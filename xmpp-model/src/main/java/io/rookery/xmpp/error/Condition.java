package io.rookery.xmpp.error;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The defined conditions of stanza errors, exactly those of RFC 6120 §8.3.3.
public enum Condition {
    /// `bad-request`: XML that breaks its schema, or is not understood.
    BAD_REQUEST("bad-request", StanzaError.Type.MODIFY),

    /// `conflict`: something of that name exists.
    CONFLICT("conflict", StanzaError.Type.CANCEL),

    /// `feature-not-implemented`: known, and not done here.
    FEATURE_NOT_IMPLEMENTED("feature-not-implemented", StanzaError.Type.CANCEL),

    /// `forbidden`: the sender may not.
    FORBIDDEN("forbidden", StanzaError.Type.AUTH),

    /// `gone`: the address has moved or ended; may carry the new one.
    GONE("gone", StanzaError.Type.CANCEL),

    /// `internal-server-error`: our fault.
    INTERNAL_SERVER_ERROR("internal-server-error", StanzaError.Type.CANCEL),

    /// `item-not-found`: there is no such address or item.
    ITEM_NOT_FOUND("item-not-found", StanzaError.Type.CANCEL),

    /// `jid-malformed`: an address that is none.
    JID_MALFORMED("jid-malformed", StanzaError.Type.MODIFY),

    /// `not-acceptable`: does not meet the recipient's criteria.
    NOT_ACCEPTABLE("not-acceptable", StanzaError.Type.MODIFY),

    /// `not-allowed`: nobody may.
    NOT_ALLOWED("not-allowed", StanzaError.Type.CANCEL),

    /// `not-authorized`: the sender must authenticate first.
    NOT_AUTHORIZED("not-authorized", StanzaError.Type.AUTH),

    /// `policy-violation`: against a local policy.
    POLICY_VIOLATION("policy-violation", StanzaError.Type.MODIFY),

    /// `recipient-unavailable`: the recipient is temporarily away.
    RECIPIENT_UNAVAILABLE("recipient-unavailable", StanzaError.Type.WAIT),

    /// `redirect`: ask another address, which it carries.
    REDIRECT("redirect", StanzaError.Type.MODIFY),

    /// `registration-required`: the sender must register first.
    REGISTRATION_REQUIRED("registration-required", StanzaError.Type.AUTH),

    /// `remote-server-not-found`: the other domain cannot be found.
    REMOTE_SERVER_NOT_FOUND("remote-server-not-found", StanzaError.Type.CANCEL),

    /// `remote-server-timeout`: the other domain does not answer.
    REMOTE_SERVER_TIMEOUT("remote-server-timeout", StanzaError.Type.WAIT),

    /// `resource-constraint`: too busy, or full.
    RESOURCE_CONSTRAINT("resource-constraint", StanzaError.Type.WAIT),

    /// `service-unavailable`: no such service, or none for the sender.
    SERVICE_UNAVAILABLE("service-unavailable", StanzaError.Type.CANCEL),

    /// `subscription-required`: the sender must subscribe first.
    SUBSCRIPTION_REQUIRED("subscription-required", StanzaError.Type.AUTH),

    /// `undefined-condition`: see the application's condition.
    UNDEFINED_CONDITION("undefined-condition", StanzaError.Type.CANCEL),

    /// `unexpected-request`: understood, but not now.
    UNEXPECTED_REQUEST("unexpected-request", StanzaError.Type.WAIT);

    private static final Map<String, Condition> BY_NAME = new HashMap<>();

    static {
        for (Condition condition : values()) {
            BY_NAME.put(condition.wireName, condition);
        }
    }

    private final String wireName;
    private final StanzaError.Type usualType;

    Condition(String wireName, StanzaError.Type usualType) {
        this.wireName = wireName;
        this.usualType = usualType;
    }

    /// The condition of that element name, or null when the standard has none.
    public static @Nullable Condition named(String wireName) {
        return BY_NAME.get(wireName);
    }

    /// The name of the condition's element.
    public String wireName() {
        return wireName;
    }

    /// The error type that the standard gives for it first.
    public StanzaError.Type usualType() {
        return usualType;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
