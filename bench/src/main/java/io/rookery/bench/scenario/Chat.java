package io.rookery.bench.scenario;

import io.netty.util.concurrent.ScheduledFuture;
import io.rookery.bench.client.Client;
import io.rookery.bench.client.Clients;
import io.rookery.bench.client.Listener;
import io.rookery.bench.client.Target;
import io.rookery.bench.measure.Processes;
import io.rookery.bench.measure.Report;
import io.rookery.bench.measure.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Pairs of sessions that chat, each to the other's bare JID.
///
/// Closed loop: each session has one message under way, and sends the next when it has been
/// delivered (`rate` 0). Open loop: messages are sent at a fixed rate whatever the server does, and
/// latency counts from the moment at which a message was meant to be sent.
public final class Chat implements Listener {
    private static final int LOGINS_IN_FLIGHT = 50;
    private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final double DRAIN_SECONDS = 60;

    /// A server that takes less than this of a core for [#QUIET_SECONDS] has done what was left to
    /// do.
    private static final double QUIET_CORES = 0.15;

    private static final int QUIET_SECONDS = 3;
    private static final int MOST_SECONDS_AFTERWARDS = 180;

    /// The roster request and the presence, which are counted before the first message.
    private static final int STANZAS_BEFORE = 2;

    private final Target target;
    private final Settings settings;
    private final Clients clients;
    private final String body;
    private final String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final List<Peer> peers = new ArrayList<>();
    private final Histogram delivery = new Histogram(MOST_MICROS, 3);
    private final Histogram acknowledgement = new Histogram(MOST_MICROS, 3);
    private final List<String> failures = new ArrayList<>();
    private volatile boolean measuring;
    private volatile boolean sending;
    private long sent;
    private long delivered;
    private long acknowledged;
    private long measured;
    private long outOfOrder;

    /// What is chatted.
    ///
    /// @param first number of the first account
    /// @param pairs pairs of sessions
    /// @param rate messages a second over all; 0 for a closed loop
    /// @param bodyBytes length of each body
    /// @param warmUpSeconds how long before measuring
    /// @param seconds how long is measured
    public record Settings(
            int first, int pairs, int rate, int bodyBytes, double warmUpSeconds, double seconds) {}

    /// A session's side: what it sent, and what it has had from its partner.
    private static final class Peer {
        final Client client;
        final String partner;
        final ArrayDeque<Long> unacknowledged = new ArrayDeque<>();
        long sequence;
        long lastFromPartner;
        long counted = STANZAS_BEFORE;

        Peer(Client client, String partner) {
            this.client = client;
            this.partner = partner;
        }
    }

    public Chat(Target target, Settings settings) {
        this.target = target;
        this.settings = settings;
        this.clients = new Clients(target);
        this.body = "x".repeat(settings.bodyBytes());
    }

    /// Runs it.
    ///
    /// @throws IllegalStateException when a message was lost, came twice or came out of order
    public Report run(Processes server) {
        try (clients) {
            List<Client> online =
                    clients.login(settings.first(), 2 * settings.pairs(), LOGINS_IN_FLIGHT, this);
            for (int i = 0; i < online.size(); i++) {
                peers.add(new Peer(online.get(i), online.get(i ^ 1).account().at(target.domain())));
            }
            Usage.Start beginning = Usage.start(server);
            sending = true;
            begin();
            Pause.seconds(settings.warmUpSeconds());
            Usage.Start begin = start(server);
            Pause.seconds(settings.seconds());
            Usage usage = stop(begin);
            drain();
            untilQuiet(server);
            return report(usage, beginning.end());
        }
    }

    /// Rows may be written, and tables tidied, long after the last message was acknowledged: it is
    /// part of what the messages cost, and must not run beside what is measured next.
    private static void untilQuiet(Processes server) {
        int quiet = 0;
        for (int second = 0; quiet < QUIET_SECONDS && second < MOST_SECONDS_AFTERWARDS; second++) {
            Usage.Start slice = Usage.start(server);
            Pause.seconds(1);
            Usage usage = slice.end();
            quiet = usage.server() < QUIET_CORES * usage.seconds() ? quiet + 1 : 0;
        }
    }

    private void begin() {
        if (settings.rate() == 0) {
            clients.loop().execute(() -> peers.forEach(peer -> send(peer, System.nanoTime())));
            return;
        }
        long began = System.nanoTime();
        double interval = 1e9 / settings.rate();
        ScheduledFuture<?>[] ticker = new ScheduledFuture<?>[1];
        long[] done = {0};
        ticker[0] =
                clients.loop()
                        .scheduleAtFixedRate(
                                () -> {
                                    if (!sending) {
                                        ticker[0].cancel(false);
                                        return;
                                    }
                                    double due = (System.nanoTime() - began) / interval;
                                    while (done[0] < due) {
                                        int index = (int) (done[0] % peers.size());
                                        long intended = began + (long) (done[0] * interval);
                                        send(peers.get(index), intended);
                                        done[0]++;
                                    }
                                },
                                1,
                                1,
                                TimeUnit.MILLISECONDS);
    }

    private Usage.Start start(Processes server) {
        measuring = true;
        return Usage.start(server);
    }

    private Usage stop(Usage.Start begin) {
        measuring = false;
        Usage usage = begin.end();
        sending = false;
        return usage;
    }

    /// Waits for what is under way.
    private void drain() {
        double waited = 0;
        while (waited < DRAIN_SECONDS && !onLoop(this::isQuiet)) {
            Pause.seconds(0.1);
            waited += 0.1;
        }
        if (!onLoop(() -> isQuiet() && outOfOrder == 0 && failures.isEmpty())) {
            throw new IllegalStateException(
                    "messages: sent %d, delivered %d, acknowledged %d, out of order %d, failures %s"
                                    .formatted(sent, delivered, acknowledged, outOfOrder, failures)
                            + " (expected: all of them once and in order)");
        }
    }

    private boolean isQuiet() {
        return delivered == sent && (!target.managed() || acknowledged == sent);
    }

    private void send(Peer peer, long intended) {
        peer.sequence++;
        sent++;
        String id =
                run + '-' + peer.client.account().number() + '-' + peer.sequence + '-' + intended;
        if (target.managed()) {
            peer.unacknowledged.add(intended);
        }
        peer.client.chat(peer.partner, id, body);
    }

    @Override
    public void message(Client client, String id) {
        long now = System.nanoTime();
        String[] parts = id.split("-", -1);
        if (!parts[0].equals(run)) {
            // Left from an earlier run: what its receiver took and did not acknowledge.
            return;
        }
        int sender = Integer.parseInt(parts[1]) - settings.first();
        Peer receiver = peers.get(client.account().number() - settings.first());
        long sequence = Long.parseLong(parts[2]);
        if (sequence != receiver.lastFromPartner + 1) {
            outOfOrder++;
        }
        receiver.lastFromPartner = sequence;
        delivered++;
        if (measuring) {
            measured++;
            delivery.recordValue(micros(now - Long.parseLong(parts[3])));
        }
        if (settings.rate() == 0 && sending) {
            send(peers.get(sender), now);
        }
    }

    @Override
    public void acknowledged(Client client, long count) {
        long now = System.nanoTime();
        if (peers.isEmpty()) {
            return;
        }
        Peer peer = peers.get(client.account().number() - settings.first());
        while (peer.counted < count && !peer.unacknowledged.isEmpty()) {
            peer.counted++;
            acknowledged++;
            long intended = peer.unacknowledged.remove();
            if (measuring) {
                acknowledgement.recordValue(micros(now - intended));
            }
        }
    }

    @Override
    public void failed(Client client, String what) {
        if (failures.size() < 10) {
            failures.add(client.account().username() + ": " + what);
        }
    }

    private static long micros(long nanos) {
        return Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, MOST_MICROS);
    }

    /// Asks for something on the event loop, to which all of the state belongs.
    private <T> T onLoop(Callable<T> question) {
        return clients.loop().submit(question).syncUninterruptibly().getNow();
    }

    /// @param whole from the first message until the server was quiet
    private Report report(Usage usage, Usage whole) {
        Report report =
                new Report(settings.rate() == 0 ? "chat-closed" : "chat-open")
                        .add("pairs", settings.pairs(), "")
                        .add("messages", (double) measured, "delivered while measured")
                        .add("rate", measured / usage.seconds(), "messages/s")
                        .add("server_cpu_ms", usage.server() * 1e3 / measured, "ms a message")
                        .add("whole_cpu_ms", whole.server() * 1e3 / sent, "ms of all messages")
                        .add("whole_seconds", whole.seconds(), "until the server was quiet")
                        .add("server_cores", usage.server() / usage.seconds(), "")
                        .add("generator_cores", usage.generator() / usage.seconds(), "")
                        .add("other_cores", usage.others() / usage.seconds(), "");
        latency(report, "delivery", delivery);
        if (target.managed()) {
            latency(report, "ack", acknowledgement);
        }
        return report;
    }

    private static void latency(Report report, String name, Histogram histogram) {
        for (double percentile : new double[] {50, 95, 99, 99.9}) {
            report.add(
                    "%s_p%s_ms"
                            .formatted(
                                    name,
                                    String.valueOf(percentile).replace(".0", "").replace(".", "")),
                    histogram.getValueAtPercentile(percentile) / 1e3,
                    "ms");
        }
    }
}
