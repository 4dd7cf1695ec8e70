package io.rookery.xmpp.jid;

import org.jspecify.annotations.Nullable;

/// An address with a resourcepart: one session of an account, or one occupant of a room.
public final class FullJid implements Jid {

    private final BareJid bare;
    private final String resource;
    private final String text;

    private FullJid(BareJid bare, String resource) {
        this.bare = bare;
        this.resource = resource;
        this.text = bare.toString() + '/' + resource;
    }

    /// Makes a full JID of a bare one and a resourcepart.
    ///
    /// @throws JidFormatException when `resource` is no resourcepart
    public static FullJid of(BareJid bare, String resource) {
        return new FullJid(bare, Resourcepart.prepare(resource));
    }

    /// Reads a full JID in its wire form.
    ///
    /// @throws JidFormatException when a part breaks its rules, or when there is no resourcepart
    public static FullJid parse(String text) {
        return switch (Jid.parse(text)) {
            case FullJid full -> full;
            case BareJid bare -> throw new JidFormatException("jid", text, "a resourcepart");
        };
    }

    @Override
    public BareJid bare() {
        return bare;
    }

    @Override
    public String resource() {
        return resource;
    }

    @Override
    public boolean isDomain() {
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FullJid that && text.equals(that.text);
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
