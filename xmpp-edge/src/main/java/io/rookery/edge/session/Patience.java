package io.rookery.edge.session;

import io.rookery.edge.EdgeLimits.Times;
import java.time.Duration;

/// How an account's silence is borne while something is expected of it: what it is asked, and when
/// it has been silent for too long.
final class Patience implements Retry.Waiter {
    /// Silences after which an account is asked whether it still knows the session: it answers even
    /// when it can confirm nothing.
    private static final int MAX_SILENCES = 3;

    private final Attachment attachment;
    private final Holdings holdings;
    private final Times times;
    private final Asker asker;
    private int silences;

    /// Whose patience it is.
    interface Asker {
        /// Whether it is only waiting to say goodbye.
        boolean isLeaving();

        /// The account has been silent for too long.
        void giveUp();
    }

    Patience(Attachment attachment, Holdings holdings, Times times, Asker asker) {
        this.attachment = attachment;
        this.holdings = holdings;
        this.times = times;
        this.asker = asker;
    }

    /// Silence is counted from here on.
    void renew() {
        silences = 0;
    }

    @Override
    public boolean waits() {
        return switch (attachment.phase()) {
            case ATTACHING, REATTACHING -> true;
            case ATTACHED -> !holdings.inbound.isEmpty() || holdings.outbound.isUnsettled();
            case ENDED -> false;
        };
    }

    @Override
    public void silent() {
        attachment.unheard();
        if (attachment.isAttached() && holdings.inbound.isEmpty()) {
            // Records may take their time: no word of them is no reason to doubt the account.
            attachment.progress();
            return;
        }
        silences++;
        switch (attachment.phase()) {
            case ATTACHING -> askUntil(times.attach());
            case REATTACHING -> askUntil(asker.isLeaving() ? times.attach() : times.resume());
            case ATTACHED -> {
                if (silences < MAX_SILENCES) {
                    // The newest is enough: an account that lacks earlier ones says Want.
                    attachment.resend(holdings.inbound.received());
                } else {
                    silences = 0;
                    attachment.introduce();
                }
            }
            case ENDED -> {}
        }
    }

    private void askUntil(Duration end) {
        if (silences < end.dividedBy(times.retry())) {
            attachment.ask();
        } else {
            asker.giveUp();
        }
    }
}
