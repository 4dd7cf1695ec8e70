package io.rookery.archive.retention;

import io.rookery.archive.Limits;
import io.rookery.archive.retention.ErasureOrders.Order;
import io.rookery.xmpp.jid.BareJid;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out erasures: at once, and again when the archiver has passed every record that was
/// under way when the account was deleted. Run it often; two at once do no harm, and one that is
/// killed is gone on with by the next.
public final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    /// Orders looked at in one run.
    private static final int MAX_ORDERS = 1_000;

    private final ErasureOrders orders;
    private final Erasure erasure;
    private final LogProgress log;
    private final InstantSource clock;
    private final Limits.Retention limits;

    public Erasures(
            ErasureOrders orders,
            Erasure erasure,
            LogProgress log,
            InstantSource clock,
            Limits.Retention limits) {
        this.orders = orders;
        this.erasure = erasure;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
    }

    /// How far the log is, and how far the archiver.
    public interface LogProgress {
        /// Where each partition ends, in their order.
        List<Long> ends();

        /// Up to where each partition is archived, in their order; 0 where nothing was.
        List<Long> archived() throws SQLException;
    }

    /// Takes every open order one step further, if it can go. Gives the number of those finished.
    public int run() throws SQLException {
        int finished = 0;
        List<Order> open = orders.open(MAX_ORDERS);
        for (Order order : open) {
            if (!order.erased()) {
                // Who is given the name from now on has not been seen in this look at the order.
                erase(order, clock.instant(), true);
                orders.erased(order);
            } else if (order.logEnds().isEmpty()) {
                if (!clock.instant().isBefore(order.requestedAt().plus(limits.settle()))) {
                    orders.awaits(order, log.ends());
                }
            } else if (passed(order.logEnds(), log.archived())) {
                Instant settled = order.requestedAt().plus(limits.settle());
                erase(order, settled, order.keepFrom().isEmpty());
                orders.finished(order);
                finished++;
            }
        }
        return finished;
    }

    private static boolean passed(List<Long> ends, List<Long> archived) {
        for (int i = 0; i < ends.size(); i++) {
            if (i >= archived.size() || archived.get(i) < ends.get(i)) {
                return false;
            }
        }
        return true;
    }

    private void erase(Order order, Instant latest, boolean preferences) throws SQLException {
        Instant before = order.keepFrom().filter(latest::isAfter).orElse(latest);
        Erasure.Scope scope = new Erasure.Scope(before, preferences);
        long rows =
                order.localpart().isEmpty()
                        ? erasure.domain(order.tenant(), order.domain(), scope)
                        : erasure.account(
                                order.tenant(),
                                BareJid.of(order.localpart(), order.domain()),
                                scope);
        LOG.info(
                "erasure {} of {} ({}): {} rows, {}",
                order.id(),
                order.localpart().isEmpty() ? order.domain() : "a user of " + order.domain(),
                order.tenant(),
                rows,
                order.erased() ? "finished" : "once more when the archiver has passed");
    }
}
