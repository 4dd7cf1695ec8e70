package io.rookery.xmpp.jid;

import org.jspecify.annotations.Nullable;

/// An address without resourcepart: `localpart@domainpart` or a domainpart alone.
public final class BareJid implements Jid {

    private final @Nullable String local;
    private final String domain;
    private final String text;

    private BareJid(@Nullable String local, String domain) {
        this.local = local;
        this.domain = domain;
        this.text = local == null ? domain : local + '@' + domain;
    }

    /// Makes a bare JID of its parts.
    ///
    /// @throws JidFormatException when a part breaks its rules
    public static BareJid of(@Nullable String local, String domain) {
        return new BareJid(
                local == null ? null : Localpart.prepare(local), Domainpart.prepare(domain));
    }

    /// Reads a bare JID in its wire form.
    ///
    /// @throws JidFormatException when a part breaks its rules, or when there is a resourcepart
    public static BareJid parse(String text) {
        return switch (Jid.parse(text)) {
            case BareJid bare -> bare;
            case FullJid full -> throw new JidFormatException("jid", text, "no resourcepart");
        };
    }

    @Override
    public BareJid bare() {
        return this;
    }

    @Override
    public @Nullable String local() {
        return local;
    }

    @Override
    public String domain() {
        return domain;
    }

    @Override
    public @Nullable String resource() {
        return null;
    }

    @Override
    public BareJid domainJid() {
        return local == null ? this : new BareJid(null, domain);
    }

    @Override
    public boolean isDomain() {
        return local == null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BareJid that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
