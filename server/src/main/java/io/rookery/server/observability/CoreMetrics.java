package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;
import static io.rookery.server.observability.Metric.histogram;
import static io.rookery.server.observability.Metric.upDown;

import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.delivery.DeliveryReason;
import io.rookery.routing.hop.AccountId;
import io.rookery.xmpp.error.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/// What accounts and shards count, as metrics.
final class CoreMetrics implements AccountPorts.Meter {
    private static final Label KIND = Label.of("kind", "message", "presence", "iq");
    private static final Label STATE = Label.of("state", "attached", "detached");

    static final Metric ACCOUNTS =
            gauge("rookery.core.accounts", "{account}", "Accounts that this node runs in memory.");
    static final Metric ACCOUNT_CHANGES =
            counter(
                    "rookery.core.account.changes",
                    "{account}",
                    "Accounts that began on this node, and that were put away or lost.",
                    Label.of("change", "started", "stopped"));
    static final Metric SESSIONS =
            upDown(
                    "rookery.core.sessions",
                    "{session}",
                    "Sessions of this node's accounts, with a socket and waiting for their client.",
                    STATE);
    static final Metric SESSION_CHANGES =
            counter(
                    "rookery.core.session.changes",
                    "{session}",
                    "Sessions that were bound, resumed, lost their socket, ended.",
                    Label.of("change", "bound", "resumed", "detached", "ended"));
    static final Metric STANZAS_IN =
            counter(
                    "rookery.core.stanzas.received",
                    "{stanza}",
                    "Stanzas that accounts took from their clients.",
                    KIND);
    static final Metric STANZAS_OUT =
            counter(
                    "rookery.core.stanzas.given",
                    "{stanza}",
                    "Stanzas that accounts gave to their sessions, carbons included.",
                    KIND);
    static final Metric DECIDED =
            counter(
                    "rookery.core.messages.decided",
                    "{message}",
                    "Messages that reached their recipient's account, by the rule of RFC 6121 §8.5"
                            + " that decided about them.",
                    Label.of("reason", DeliveryReason.class, CoreMetrics::text));
    static final Metric REFUSED =
            counter(
                    "rookery.core.stanzas.refused",
                    "{stanza}",
                    "Stanzas of clients that were answered with an error, by the condition of RFC"
                            + " 6120 §8.3.3.",
                    Label.of("condition", Condition.class, Condition::wireName));
    static final Metric PENDING =
            counter(
                    "rookery.core.messages.pending",
                    "{message}",
                    "Messages that were kept for an account without a session to take them.");
    static final Metric UNPENDING =
            counter(
                    "rookery.core.messages.pending.given",
                    "{message}",
                    "Kept messages that were given to a session.");
    static final Metric REJECTED =
            counter(
                    "rookery.core.messages.rejected",
                    "{message}",
                    "Messages that an account refused, or an own session was told were refused.");
    static final Metric DUPLICATES =
            counter(
                    "rookery.core.duplicates",
                    "{stanza}",
                    "Stanzas that came a second time and were recognised.");
    static final Metric CARBONS =
            counter(
                    "rookery.core.carbons",
                    "{message}",
                    "Carbon copies that were sent (XEP-0280).");
    static final Metric ROSTER_PUSHES =
            counter("rookery.core.roster.pushes", "{push}", "Roster pushes that were sent.");
    static final Metric RESENT =
            counter(
                    "rookery.core.forwards.resent",
                    "{stanza}",
                    "Stanzas from account to account that were sent once more.");
    static final Metric GIVEN_UP =
            counter(
                    "rookery.core.forwards.given.up",
                    "{stanza}",
                    "Stanzas that were answered with an error after the retry deadline.");
    static final Metric STASH =
            counter(
                    "rookery.core.stash.overflows",
                    "{message}",
                    "Messages for an account of a shard that is not open yet that were dropped, to"
                            + " be sent again.");
    static final Metric CONFIRMATION =
            histogram(
                    "rookery.core.confirmation.duration",
                    "s",
                    "Time from a stanza's arrival at its sender's account until it is confirmed,"
                            + " durable and handed to its recipient.");
    static final Metric DURABLE =
            histogram(
                    "rookery.core.record.durable.duration",
                    "s",
                    "Time from the append of a record until it is durable.");
    static final Metric SHARDS =
            upDown("rookery.core.shards", "{shard}", "Shards that are open on this node.");
    static final Metric OPENINGS =
            counter("rookery.core.shard.openings", "{shard}", "Shards that were opened.");
    static final Metric OPENING_DURATION =
            histogram(
                    "rookery.core.shard.opening.duration",
                    "s",
                    "Time from an account's wish to the end of fence, replay and roll-call.");
    static final Metric CLOSINGS =
            counter(
                    "rookery.core.shard.closings",
                    "{shard}",
                    "Open shards that were lost or moved away.");
    static final Metric ATTENDED =
            counter(
                    "rookery.core.rollcall.sessions",
                    "{session}",
                    "Sessions that answered a roll-call.");
    static final Metric MISSING =
            counter(
                    "rookery.core.rollcall.missing",
                    "{gateway}",
                    "Gateways that did not answer a roll-call in time.");

    static final List<Metric> ALL =
            List.of(
                    ACCOUNTS,
                    ACCOUNT_CHANGES,
                    SESSIONS,
                    SESSION_CHANGES,
                    STANZAS_IN,
                    STANZAS_OUT,
                    DECIDED,
                    REFUSED,
                    PENDING,
                    UNPENDING,
                    REJECTED,
                    DUPLICATES,
                    CARBONS,
                    ROSTER_PUSHES,
                    RESENT,
                    GIVEN_UP,
                    STASH,
                    CONFIRMATION,
                    DURABLE,
                    SHARDS,
                    OPENINGS,
                    OPENING_DURATION,
                    CLOSINGS,
                    ATTENDED,
                    MISSING);

    private final EnumCounter<AccountEvent> events;
    private final EnumCounter<DeliveryReason> decided;
    private final Counter refused;
    private final LongAdder attached;
    private final LongAdder detached;
    private final Distribution confirmation;
    private final Distribution durable;
    private final LongAdder shards;
    private final LongAdder openings;
    private final Distribution openingDuration;
    private final LongAdder closings;
    private final LongAdder attended;
    private final LongAdder missing;

    /// @param accounts how many there are, asked when somebody reads
    CoreMetrics(Instruments instruments, IntSupplier accounts) {
        instruments.observed(ACCOUNTS, accounts::getAsInt);
        events = events(instruments);
        Counter decisions = instruments.counter(DECIDED);
        decided = new EnumCounter<>(DeliveryReason.class, reason -> decisions.cell(text(reason)));
        refused = instruments.counter(REFUSED);
        Counter sessions = instruments.counter(SESSIONS);
        attached = sessions.cell("attached");
        detached = sessions.cell("detached");
        confirmation = instruments.distribution(CONFIRMATION);
        durable = instruments.distribution(DURABLE);
        shards = instruments.counter(SHARDS).cell();
        openings = instruments.counter(OPENINGS).cell();
        openingDuration = instruments.distribution(OPENING_DURATION);
        closings = instruments.counter(CLOSINGS).cell();
        attended = instruments.counter(ATTENDED).cell();
        missing = instruments.counter(MISSING).cell();
    }

    private static EnumCounter<AccountEvent> events(Instruments instruments) {
        Counter accounts = instruments.counter(ACCOUNT_CHANGES);
        Counter changes = instruments.counter(SESSION_CHANGES);
        Counter in = instruments.counter(STANZAS_IN);
        Counter out = instruments.counter(STANZAS_OUT);
        LongAdder pending = instruments.counter(PENDING).cell();
        LongAdder unpending = instruments.counter(UNPENDING).cell();
        LongAdder rejected = instruments.counter(REJECTED).cell();
        LongAdder duplicates = instruments.counter(DUPLICATES).cell();
        LongAdder carbons = instruments.counter(CARBONS).cell();
        LongAdder pushes = instruments.counter(ROSTER_PUSHES).cell();
        LongAdder resent = instruments.counter(RESENT).cell();
        LongAdder givenUp = instruments.counter(GIVEN_UP).cell();
        LongAdder stash = instruments.counter(STASH).cell();
        return new EnumCounter<>(
                AccountEvent.class,
                event ->
                        switch (event) {
                            case MESSAGE_IN -> in.cell("message");
                            case MESSAGE_OUT -> out.cell("message");
                            case PRESENCE_IN -> in.cell("presence");
                            case PRESENCE_OUT -> out.cell("presence");
                            case IQ_IN -> in.cell("iq");
                            case IQ_OUT -> out.cell("iq");
                            case MESSAGE_PENDING -> pending;
                            case MESSAGE_UNPENDING -> unpending;
                            case MESSAGE_REFUSED -> rejected;
                            case DUPLICATE_DROPPED -> duplicates;
                            case SESSION_BOUND -> changes.cell("bound");
                            case SESSION_RESUMED -> changes.cell("resumed");
                            case SESSION_DETACHED -> changes.cell("detached");
                            case SESSION_ENDED -> changes.cell("ended");
                            case CARBON_SENT -> carbons;
                            case ROSTER_PUSHED -> pushes;
                            case FORWARD_RESENT -> resent;
                            case NOT_CONFIRMED -> givenUp;
                            case STASH_OVERFLOWED -> stash;
                            case ACCOUNT_STARTED -> accounts.cell("started");
                            case ACCOUNT_STOPPED -> accounts.cell("stopped");
                        });
    }

    private static String text(DeliveryReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void count(AccountId account, AccountEvent event) {
        events.add(event, 1);
    }

    @Override
    public void decided(AccountId account, DeliveryReason reason) {
        decided.add(reason, 1);
    }

    @Override
    public void refused(AccountId account, Condition condition) {
        refused.add(condition.wireName());
    }

    @Override
    public void confirmed(AccountId account, Duration after) {
        confirmation.took(after);
    }

    @Override
    public void durable(AccountId account, Duration after) {
        durable.took(after);
    }

    @Override
    public void sessions(AccountId account, int attachedMore, int detachedMore) {
        attached.add(attachedMore);
        detached.add(detachedMore);
    }

    @Override
    public void shardOpened(int shard, Duration took, int sessions, int missingGateways) {
        shards.increment();
        openings.increment();
        openingDuration.took(took);
        attended.add(sessions);
        missing.add(missingGateways);
    }

    @Override
    public void shardClosed(int shard) {
        shards.decrement();
        closings.increment();
    }
}
