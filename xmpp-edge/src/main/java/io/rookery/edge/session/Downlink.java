package io.rookery.edge.session;

import io.rookery.edge.Scheduler;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.stanza.Iq;

/// What goes to a session's client: stanzas in the order of their numbers, flushed once a turn, and
/// how far they have come told to the account.
final class Downlink {
    private final Client client;
    private final Scheduler scheduler;
    private final Holdings holdings;
    private final Attachment attachment;
    private final ManagedStream manager;
    private final Retry retry;
    private boolean flushing;
    private boolean progressed;

    Downlink(
            Client client,
            Scheduler scheduler,
            Holdings holdings,
            Attachment attachment,
            ManagedStream manager,
            Retry retry) {
        this.client = client;
        this.scheduler = scheduler;
        this.holdings = holdings;
        this.attachment = attachment;
        this.manager = manager;
        this.retry = retry;
    }

    /// Queues a stanza when it is the next; else nothing happens.
    void hand(NumberedStanza stanza) {
        if (holdings.outbound.hand(stanza)) {
            client.send(stanza.stanza());
            if (stanza.stanza() instanceof Iq answer) {
                holdings.inbound.answered(answer);
            }
            progressed = true;
            manager.sentOne();
        }
    }

    /// The account is to be told with the next turn how far it has come.
    void report() {
        progressed = true;
    }

    /// The client has more than before.
    void taken() {
        progressed = true;
        retry.arm();
    }

    void flushSoon() {
        if (!flushing) {
            flushing = true;
            scheduler.execute(this::flush);
        }
    }

    private void flush() {
        if (attachment.isEnded()) {
            return;
        }
        manager.beforeFlush();
        long handed = holdings.outbound.handed();
        boolean writes = !manager.isEnabled() && holdings.outbound.taken() < handed;
        client.flush(writes ? () -> written(handed) : null);
        if (progressed && attachment.isAttached()) {
            progressed = false;
            attachment.progress();
        }
        flushing = false;
    }

    /// Writes what is queued. `then` runs when the socket has it and the account knows; never when
    /// the socket takes nothing.
    void finish(Runnable then) {
        long handed = holdings.outbound.handed();
        manager.answerNow();
        manager.beforeFlush();
        client.flush(() -> {
            if (!manager.isEnabled()) {
                written(handed);
            }
            if (attachment.isAttached()) {
                attachment.progress();
            }
            then.run();
        });
    }

    /// Without stream management the client has what the socket has. What was written before
    /// `<enabled/>` is not in the client's count, so it is taken the same way.
    private void written(long number) {
        Resumption resumption = holdings.resumption;
        long upTo = resumption == null ? number : Math.min(number, resumption.outboundBase());
        if (holdings.outbound.take(upTo)) {
            taken();
            flushSoon();
        }
    }
}
