package io.rookery.edge.session;

import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Ingress;
import io.rookery.routing.hop.ToAccount.Progress;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.hop.ToSession.Attached;
import io.rookery.xmpp.jid.FullJid;
import org.jspecify.annotations.Nullable;

/// How a session hangs on its account: asks to be attached, and tells it things under the number
/// that it was given. While no number holds, nothing else is told.
final class Attachment {
    private final Start start;
    private final AccountLink link;
    private final Holdings holdings;

    private Phase phase = Phase.ATTACHING;
    private long number;
    private @Nullable FullJid jid;
    private Told told = new Told(false, false);

    /// How far it is agreed.
    enum Phase {
        /// Asked to bind or resume; nothing is agreed.
        ATTACHING,
        ATTACHED,
        /// Introduced itself to a new owner, or asked the old one whether it still knows; holds
        /// back until it answers.
        REATTACHING,
        ENDED
    }

    /// What the account's owner knows beside stanzas.
    private record Told(boolean managed, boolean inactive) {}

    /// Registers `listener` and asks to bind or resume.
    Attachment(Start start, AccountLink link, SessionListener listener, Holdings holdings) {
        this.start = start;
        this.link = link;
        this.holdings = holdings;
        link.register(start.id(), listener);
        ask();
    }

    Phase phase() {
        return phase;
    }

    boolean isAttached() {
        return phase == Phase.ATTACHED;
    }

    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    long number() {
        return number;
    }

    @Nullable FullJid jid() {
        return jid;
    }

    /// Asks (again) to be attached.
    void ask() {
        tell(attach());
    }

    /// What was told seems not to have reached the account.
    void unheard() {
        link.unanswered(start.account());
    }

    /// The account, or its new owner, is to be asked whether it knows the session.
    Attach reattach() {
        phase = Phase.REATTACHING;
        return attach();
    }

    /// Asks whoever owns the account now whether it knows the session.
    void introduce() {
        if (isAttached()) {
            phase = Phase.REATTACHING;
        }
        ask();
    }

    private Attach attach() {
        boolean begins = phase == Phase.ATTACHING;
        Attach.Kind beginning = start.isNew() ? Attach.Kind.BIND : Attach.Kind.RESUME;
        if (!begins) {
            told = new Told(holdings.resumption != null, holdings.habits.inactive);
        }
        return new Attach(
                begins ? beginning : Attach.Kind.REATTACH,
                start.id(),
                start.origin(),
                number,
                jid == null ? start.resource() : jid.resource(),
                link.gateway(start.id()),
                start.address(),
                start.resumeFrom(),
                begins ? SessionState.NEW : holdings.state());
    }

    /// The account agreed. False when that is known already.
    boolean agree(Attached attached) {
        if (attached.attachment() <= number) {
            return false;
        }
        number = attached.attachment();
        jid = attached.jid();
        phase = Phase.ATTACHED;
        return true;
    }

    /// The account knows by itself that the session has stream management: it is resumed.
    void resumed() {
        told = new Told(true, false);
    }

    void ingress(NumberedStanza stanza, boolean maybeSeen) {
        if (isAttached()) {
            tell(new Ingress(start.id(), number, maybeSeen, stanza));
        }
    }

    /// Sends again what is unconfirmed from a number on.
    void resend(long from) {
        for (NumberedStanza stanza : holdings.inbound.unconfirmed()) {
            if (stanza.number() >= from) {
                ingress(stanza, true);
            }
        }
    }

    void progress() {
        tell(
                new Progress(
                        start.id(),
                        number,
                        holdings.outbound.handed(),
                        holdings.outbound.taken(),
                        holdings.outbound.settled()));
    }

    /// Tells what has changed beside stanzas.
    void habits() {
        if (!isAttached()) {
            return;
        }
        Resumption resumption = holdings.resumption;
        boolean inactive = holdings.habits.inactive;
        if (resumption != null && !told.managed()) {
            tell(new ToAccount.Managed(start.id(), number, resumption));
        }
        if (inactive != told.inactive()) {
            tell(new ToAccount.ClientState(start.id(), number, inactive));
        }
        told = new Told(resumption != null, inactive);
    }

    /// The client closed its stream: the session is over.
    void end() {
        tell(new ToAccount.End(start.id(), number));
        dispose();
    }

    /// The socket is gone: the account decides what becomes of the session.
    void detach() {
        tell(new ToAccount.Detach(start.id(), number));
        dispose();
    }

    void dispose() {
        phase = Phase.ENDED;
        link.unregister(start.id());
    }

    private void tell(ToAccount.FromEdge message) {
        link.tell(start.account(), message);
    }
}
