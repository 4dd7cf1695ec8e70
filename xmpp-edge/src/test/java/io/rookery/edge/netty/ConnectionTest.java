package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rookery.edge.CrowdLimits;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.FakeAccounts;
import io.rookery.edge.FakeAuthentication;
import io.rookery.edge.FakeDomains;
import io.rookery.edge.ManualClock;
import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.stream.StreamFeatures;
import io.rookery.edge.tls.DevelopmentCertificates;
import io.rookery.routing.hop.Neighbours;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.jid.BareJid;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A connection without a socket, on virtual time.
class ConnectionTest {
    private static final String DOMAIN = RunningEdge.DOMAIN;
    private final ManualClock clock = new ManualClock();
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final FakeAccounts accounts = new FakeAccounts();
    private final SlowDomains domains = new SlowDomains();
    private final FakeAuthentication authentication = new FakeAuthentication();
    private final StringBuilder sent = new StringBuilder();
    private final List<EdgeMeter.SlowReader> slowReaders = new ArrayList<>();
    private final List<EdgeMeter.Hold> held = new ArrayList<>();
    private @Nullable EmbeddedChannel channel;

    @AfterEach
    void close() {
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
    }

    @Test
    void bytes_may_come_one_by_one() {
        open(DomainLimits.DEFAULT);

        login(1);
        send("<message id='m'><body>&lt;ä€🎭</body></message>", 1);

        assertThat(sent.toString()).contains("id='m'").contains("<body>&lt;ä€🎭</body>");
    }

    @Test
    void elements_that_come_together_are_read_one_after_the_other() {
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        domains.waits = true;

        send(
                RawClient.header(DOMAIN)
                        + RawClient.auth("DIGEST-MD5", "x")
                        + RawClient.auth("GSSAPI", "x"),
                1000);
        boolean readingBefore = client.config().isAutoRead();
        String before = sent.toString();
        domains.answer();
        settle();

        assertThat(readingBefore).isFalse();
        assertThat(before).isEmpty();
        assertThat(client.config().isAutoRead()).isTrue();
        assertThat(sent.toString())
                .containsSubsequence(
                        "<stream:features>", "<invalid-mechanism/>", "<invalid-mechanism/>");
    }

    @Test
    void new_stream_may_follow_the_last_sasl_message_at_once() {
        open(DomainLimits.DEFAULT);
        send(RawClient.header(DOMAIN), 1000);
        ScramClient scram = RawClient.scram("SCRAM-SHA-1", "juliet", RunningEdge.PASSWORD).build();
        send(RawClient.auth("SCRAM-SHA-1", scram.clientFirstMessage().toString()), 1000);
        serverFirst(scram);

        send(
                RawClient.response(scram.clientFinalMessage().toString())
                        + RawClient.header(DOMAIN)
                        + "<iq id='b' type='set'>"
                        + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
                        + "<message id='pipelined'/>",
                10_000);

        assertThat(sent.toString())
                .containsSubsequence("<success", "<bind", "/made-up</jid>", "id='pipelined'");
    }

    @Test
    void login_has_its_time_and_no_more() {
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        send(RawClient.header(DOMAIN), 1000);

        for (int i = 0; i < 29; i++) {
            pass(Duration.ofSeconds(1));
            send(" ", 1);
        }
        boolean before = sent.toString().contains("<connection-timeout ");
        pass(Duration.ofSeconds(1));
        pass(EdgeLimits.Times.DEFAULT.closing());

        assertThat(before).isFalse();
        assertThat(sent.toString()).contains("<connection-timeout ");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void silent_client_is_probed_with_white_space() {
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        login(1000);
        sent.setLength(0);

        pass(EdgeLimits.Times.DEFAULT.idle());

        assertThat(sent.toString()).isEqualTo(" ");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void silent_client_with_stream_management_is_asked_and_detached_without_answer() {
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        login(1000);
        send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", 1000);
        sent.setLength(0);

        pass(EdgeLimits.Times.DEFAULT.idle());
        String asked = sent.toString();
        pass(EdgeLimits.Times.DEFAULT.ackTimeout());
        pass(EdgeLimits.Times.DEFAULT.closing());

        assertThat(asked).isEqualTo("<r xmlns='urn:xmpp:sm:3'/>");
        assertThat(sent.toString()).contains("<connection-timeout ");
        assertThat(client.isOpen()).isFalse();
        accounts.await(ToAccount.Detach.class);
    }

    @Test
    void client_above_its_rate_is_not_read_until_it_has_paid() {
        EmbeddedChannel client =
                open(new DomainLimits(100, 32, 10, 1 << 20, 262_144, 1_000, 1_000));
        login(1000);
        sent.setLength(0);

        send("<message/>".repeat(24) + "<message id='last'/>", 10_000);
        boolean reading = client.config().isAutoRead();
        String early = sent.toString();
        pass(Duration.ofSeconds(1));

        assertThat(reading).isFalse();
        assertThat(early).contains("<message ").doesNotContain("id='last'");
        assertThat(sent.toString()).contains("id='last'");
        assertThat(client.config().isAutoRead()).isTrue();
    }

    @Test
    void client_is_not_read_while_its_domain_is_above_its_rate() {
        CrowdLimits usual = CrowdLimits.DEFAULT;
        CrowdLimits.Rate rate = new CrowdLimits.Rate(10, 1 << 20);
        EmbeddedChannel client =
                open(
                        DomainLimits.DEFAULT,
                        EdgeLimits.DEFAULT.withCrowd(
                                new CrowdLimits(
                                        usual.connections(),
                                        usual.connectionsPerAddress(),
                                        rate,
                                        usual.tenant())));
        login(1000);
        sent.setLength(0);

        send("<message/>".repeat(14) + "<message id='last'/>", 10_000);
        boolean reading = client.config().isAutoRead();
        String early = sent.toString();
        pass(Duration.ofSeconds(1));

        assertThat(reading).isFalse();
        assertThat(held).contains(EdgeMeter.Hold.DOMAIN).doesNotContain(EdgeMeter.Hold.RATE);
        assertThat(early).contains("<message ").doesNotContain("id='last'");
        assertThat(sent.toString()).contains("id='last'");
        assertThat(client.config().isAutoRead()).isTrue();
    }

    @Test
    void what_comes_behind_the_end_is_not_even_copied() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        login(1000);
        byte[] flood = new byte[1 << 20];
        send("<!-- -->", 1000);

        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 64; i++) {
            client.pipeline().fireChannelRead(Unpooled.wrappedBuffer(flood));
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;

        assertThat(sent.toString()).contains("<restricted-xml ").endsWith("</stream:stream>");
        assertThat(allocated).isLessThan(flood.length);
    }

    @Test
    void closing_twice_harms_nobody() {
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        login(1000);

        send("</stream:stream>", 1000);
        client.close().awaitUninterruptibly();

        assertThat(sent.toString()).endsWith("</stream:stream>");
        accounts.await(ToAccount.End.class);
        assertThat(accounts.registered()).isZero();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the channel says whether it was closed
    void client_that_hangs_up_while_it_is_written_to_is_no_slow_reader() {
        EmbeddedChannel client = open(DomainLimits.DEFAULT);
        login(1000);
        client.pipeline()
                .addFirst(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void flush(ChannelHandlerContext ctx) {
                                ctx.close();
                            }
                        });

        send("<message/>", 1000);

        assertThat(client.isOpen()).isFalse();
        assertThat(slowReaders).isEmpty();
        accounts.await(ToAccount.Detach.class);
    }

    private EmbeddedChannel open(DomainLimits limits) {
        return open(limits, EdgeLimits.DEFAULT);
    }

    private EmbeddedChannel open(DomainLimits limits, EdgeLimits edgeLimits) {
        domains.policies.put(FakeDomains.policy(DOMAIN, limits));
        authentication.put(BareJid.parse("juliet@acme.test"), RunningEdge.PASSWORD);
        Kernel kernel =
                Kernel.of(
                        new EdgePorts(
                                accounts,
                                Neighbours.NONE,
                                domains,
                                authentication,
                                new DevelopmentCertificates(clock, random, 1),
                                StreamFeatures.NONE,
                                new Decoys(new byte[16], 4096),
                                new EdgeMeter() {
                                    @Override
                                    public void slowReader(SlowReader where) {
                                        slowReaders.add(where);
                                    }

                                    @Override
                                    public void held(Hold why) {
                                        held.add(why);
                                    }
                                },
                                Tracing.NONE,
                                clock,
                                random),
                        edgeLimits);
        EmbeddedChannel opened = new EmbeddedChannel();
        opened.freezeTime();
        opened.pipeline()
                .addLast(new TcpHandler(kernel, InetAddress.getLoopbackAddress(), null, false));
        channel = opened;
        return opened;
    }

    private void login(int chunk) {
        send(RawClient.header(DOMAIN), chunk);
        ScramClient scram = RawClient.scram("SCRAM-SHA-1", "juliet", RunningEdge.PASSWORD).build();
        send(RawClient.auth("SCRAM-SHA-1", scram.clientFirstMessage().toString()), chunk);
        serverFirst(scram);
        send(RawClient.response(scram.clientFinalMessage().toString()), chunk);
        send(RawClient.header(DOMAIN), chunk);
        send("<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", chunk);
        assertThat(sent.toString()).contains("<jid>juliet@acme.test/made-up</jid>");
    }

    private void serverFirst(ScramClient scram) {
        String challenge = RawClient.find(sent.toString(), "<challenge[^>]*>([^<]*)<");
        try {
            scram.serverFirstMessage(
                    new String(Base64.getDecoder().decode(challenge), StandardCharsets.UTF_8));
        } catch (ScramException e) {
            throw new AssertionError(e);
        }
    }

    private void send(String text, int chunk) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += chunk) {
            int length = Math.min(chunk, bytes.length - i);
            channel().writeInbound(Unpooled.copiedBuffer(bytes, i, length));
        }
        settle();
    }

    private void pass(Duration time) {
        clock.advance(time);
        channel().advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        settle();
    }

    private void settle() {
        channel().runScheduledPendingTasks();
        channel().runPendingTasks();
        for (ByteBuf out = channel().readOutbound(); out != null; out = channel().readOutbound()) {
            sent.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
    }

    private EmbeddedChannel channel() {
        return Objects.requireNonNull(channel);
    }

    /// A directory that answers when it is told to.
    private static final class SlowDomains implements DomainDirectory {
        private final FakeDomains policies = new FakeDomains();
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private boolean waits;

        void answer() {
            ready.complete(null);
        }

        @Override
        public CompletionStage<Optional<DomainPolicy>> find(String domain) {
            return waits ? ready.thenCompose(now -> policies.find(domain)) : policies.find(domain);
        }

        @Override
        public Optional<DomainPolicy> cached(String domain) {
            return policies.cached(domain);
        }

        @Override
        public Subscription onChange(Consumer<DomainPolicy> listener) {
            return policies.onChange(listener);
        }
    }
}
