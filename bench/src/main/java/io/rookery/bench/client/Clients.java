package io.rookery.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/// All clients of one run, on one event loop.
public final class Clients implements AutoCloseable {
    private static final int CONNECT_MILLIS = 30_000;
    private static final int LOGIN_SECONDS = 600;

    /// Ports that one source address has; further clients come from the next loopback address.
    private static final int PER_ADDRESS = 20_000;

    private final Target target;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final SslContext tls;
    private final SaltedPasswords salted = new SaltedPasswords();
    private final List<Client> online = new ArrayList<>();

    public Clients(Target target) {
        this.target = target;
        try {
            tls =
                    SslContextBuilder.forClient()
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS: (expected: of the JDK)", e);
        }
    }

    /// Where everything runs.
    public EventLoop loop() {
        return loop;
    }

    /// Registers accounts in band (XEP-0077).
    ///
    /// @throws IllegalStateException when the server refuses one
    public void register(int count, int inFlight) {
        start(0, count, inFlight, true, Listener.NONE);
    }

    /// Logs accounts in, and waits until all are online.
    ///
    /// @param first number of the first account
    /// @param inFlight logins at a time
    /// @param listener told what comes, from the first stanza on
    /// @return those logged in, in the order of their accounts
    /// @throws IllegalStateException when one cannot log in
    public List<Client> login(int first, int count, int inFlight, Listener listener) {
        return start(first, count, inFlight, false, listener);
    }

    private List<Client> start(
            int first, int count, int inFlight, boolean registering, Listener listener) {
        if (count == 0) {
            return List.of();
        }
        Client[] started = new Client[count];
        CountDownLatch open = new CountDownLatch(count);
        AtomicReference<String> failure = new AtomicReference<>("");
        var queue =
                new Object() {
                    private int next = inFlight;

                    // Begins the next login when one has ended. On the event loop only.
                    void more() {
                        open.countDown();
                        if (next < count && failure.get().isEmpty()) {
                            begin(next++);
                        }
                    }

                    void begin(int index) {
                        Listener both =
                                new LoginListener(
                                        listener,
                                        this::more,
                                        what -> {
                                            failure.compareAndSet("", what);
                                            drain(open);
                                        });
                        started[index] = connect(first + index, registering, both);
                    }
                };
        loop.execute(() -> {
            for (int i = 0; i < Math.min(inFlight, count); i++) {
                queue.begin(i);
            }
        });
        await(open);
        if (!failure.get().isEmpty()) {
            throw new IllegalStateException("login: " + failure.get());
        }
        List<Client> all = List.of(started);
        online.addAll(all);
        return all;
    }

    private static void drain(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            latch.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LOGIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "logins: "
                                + latch.getCount()
                                + " under way (expected: none after "
                                + LOGIN_SECONDS
                                + " s)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Client connect(int number, boolean registering, Listener listener) {
        Client client =
                new Client(
                        target,
                        new Account(number),
                        registering,
                        salted,
                        listener,
                        context -> tls.newHandler(context.alloc(), target.domain(), target.port()));
        ChannelFuture connected =
                new Bootstrap()
                        .group(loop)
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(client);
                                    }
                                })
                        .connect(
                                new InetSocketAddress(target.host(), target.port()),
                                new InetSocketAddress("127.0.0." + (1 + number / PER_ADDRESS), 0));
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                listener.failed(client, String.valueOf(done.cause()));
            }
        });
        return client;
    }

    /// Ends all streams, and waits until the server has closed them.
    public void logOut() {
        CountDownLatch closed = new CountDownLatch(online.size());
        loop.execute(() -> online.forEach(client -> client.close(closed::countDown)));
        await(closed);
        online.clear();
    }

    /// Ends all streams, and waits until the sockets are closed.
    @Override
    public void close() {
        loop.execute(() -> online.forEach(client -> client.close(() -> {})));
        group.shutdownGracefully(1, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
