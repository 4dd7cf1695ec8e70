package io.rookery.edge.resumption;

import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.xml.Element;

/// The counters of one managed stream (XEP-0198 §4). Numbers given and taken are the session's own;
/// what goes over the wire differs from them by the base fixed at `<enabled/>`.
public final class Acknowledgements {
    private final Resumption resumption;
    private final int askEvery;
    private long answered;
    private long owed;
    private int sentSinceAsked;
    private boolean asked;

    /// @param askEvery stanzas sent before the client is asked
    public Acknowledgements(Resumption resumption, int askEvery) {
        this.resumption = resumption;
        this.askEvery = askEvery;
        this.answered = resumption.inboundBase();
        this.owed = resumption.inboundBase();
    }

    public Resumption resumption() {
        return resumption;
    }

    /// The client asked `<r/>` when `received` stanzas had come.
    public void requested(long received) {
        owed = received;
    }

    /// True when the client asked and has not been told of all that is confirmed since.
    public boolean owes(long confirmed) {
        return answered < owed && confirmed > answered;
    }

    /// `<a/>` for what is confirmed.
    public Element answer(long confirmed) {
        answered = Math.max(confirmed, resumption.inboundBase());
        return StreamManagement.answer(answered - resumption.inboundBase());
    }

    /// The server's `h` when the account accepted up to `accepted`.
    public long handled(long accepted) {
        return Math.max(0, accepted - resumption.inboundBase());
    }

    /// The number of the last stanza that the client says to have, when its `h` is this and the
    /// last known one was `taken`. May be above what was sent, or below `taken`: the caller checks.
    public long taken(long h, long taken) {
        return taken + StreamManagement.ahead(h, taken - resumption.outboundBase());
    }

    /// How many stanzas the client was sent, as it counts them.
    public long sent(long handed) {
        return handed - resumption.outboundBase();
    }

    /// Counts a stanza sent; true when the client is to be asked now.
    public boolean sentOne() {
        sentSinceAsked++;
        return isDue();
    }

    /// True when enough has been sent since the client was asked, and it has answered.
    public boolean isDue() {
        return !asked && sentSinceAsked >= askEvery;
    }

    /// The client has been asked `<r/>`.
    public void ask() {
        asked = true;
        sentSinceAsked = 0;
    }

    /// The client answered.
    public void answeredByClient() {
        asked = false;
    }

    /// True while an answer is awaited.
    public boolean isAsked() {
        return asked;
    }
}
