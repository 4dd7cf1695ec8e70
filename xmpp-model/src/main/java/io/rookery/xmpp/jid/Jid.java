package io.rookery.xmpp.jid;

import org.jspecify.annotations.Nullable;

/// An XMPP address (RFC 7622 §3): a bare JID, or a full JID with a resourcepart.
///
/// Values are prepared once, when they are made, and are equal exactly when their strings are.
public sealed interface Jid extends Comparable<Jid> permits BareJid, FullJid {

    /// The most bytes of UTF-8 that one part may have (RFC 7622 §3.1).
    int MAX_PART_BYTES = 1023;

    /// Reads an address in its wire form, `localpart@domainpart/resourcepart`.
    ///
    /// @throws JidFormatException when a part breaks its rules
    static Jid parse(String text) {
        int slash = text.indexOf('/');
        int end = slash < 0 ? text.length() : slash;
        int at = text.indexOf('@');
        if (at >= end) {
            at = -1;
        }
        String local = at < 0 ? null : text.substring(0, at);
        String domain = text.substring(at + 1, end);
        String resource = slash < 0 ? null : text.substring(slash + 1);
        return of(local, domain, resource);
    }

    /// Makes an address of its parts, each prepared by the rules of its kind.
    ///
    /// @throws JidFormatException when a part breaks its rules
    static Jid of(@Nullable String local, String domain, @Nullable String resource) {
        BareJid bare = BareJid.of(local, domain);
        return resource == null ? bare : bare.withResource(resource);
    }

    /// This address without its resourcepart.
    BareJid bare();

    /// The localpart, or null when the address is a domain or a resource of a domain.
    default @Nullable String local() {
        return bare().local();
    }

    /// The domainpart.
    default String domain() {
        return bare().domain();
    }

    /// The resourcepart, or null when the address is bare.
    @Nullable String resource();

    /// The full JID of this address' bare JID with another resourcepart.
    ///
    /// @throws JidFormatException when `resource` is no resourcepart
    default FullJid withResource(String resource) {
        return FullJid.of(bare(), resource);
    }

    /// The address of the domainpart alone.
    default BareJid domainJid() {
        return bare().domainJid();
    }

    /// Whether this is a domainpart and nothing else: the address of a server or service.
    boolean isDomain();

    /// Orders addresses by their strings.
    @Override
    default int compareTo(Jid other) {
        return toString().compareTo(other.toString());
    }
}
