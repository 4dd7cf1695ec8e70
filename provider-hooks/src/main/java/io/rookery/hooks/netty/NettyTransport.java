package io.rookery.hooks.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.egress.EgressRefusedException;
import io.rookery.hooks.egress.NameResolver;
import io.rookery.hooks.egress.Target;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.netty.IdleConnections.Place;
import io.rookery.hooks.webhook.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// HTTP/1.1 over TLS 1.2 or 1.3 on one event loop thread. Connects only to addresses that [Egress]
/// admitted; the host name goes into SNI and is what the certificate must be for. Knows no proxy,
/// cookie, cache, redirect or stored credential.
public final class NettyTransport implements Transport, AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int THREADS = 1;

    private final EventLoopGroup group;
    private final NameResolver names;
    private final Egress egress;
    private final HookLimits.Connections limits;
    private final IdleConnections idle;
    private final SslContext tls;
    private final Set<Sending> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private NettyTransport(
            EventLoopGroup group,
            NameResolver names,
            Egress egress,
            HookLimits.Connections limits,
            SslContext tls) {
        this.group = group;
        this.names = names;
        this.egress = egress;
        this.limits = limits;
        this.idle = new IdleConnections(limits);
        this.tls = tls;
    }

    /// A transport that asks the system's DNS servers and trusts the JDK's certificate authorities.
    public static NettyTransport start(Egress egress, HookLimits limits) {
        return start(egress, limits, Optional.empty(), Optional.empty());
    }

    /// The same with another source of addresses, or other authorities.
    public static NettyTransport start(
            Egress egress,
            HookLimits limits,
            Optional<NameResolver> names,
            Optional<TrustManagerFactory> authorities) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        THREADS,
                        new DefaultThreadFactory("hooks", true),
                        NioIoHandler.newFactory());
        return new NettyTransport(
                group,
                names.orElseGet(() -> new DnsNames(group.next())),
                egress,
                limits.connections(),
                context(authorities));
    }

    @Override
    public CompletionStage<Exchange> post(Post post) {
        Target target;
        try {
            target = egress.target(post.url());
        } catch (EgressRefusedException e) {
            return CompletableFuture.completedFuture(
                    new Exchange.Failure(Outcome.ADDRESS_REFUSED, String.valueOf(e.getMessage())));
        }
        Sending sending = new Sending(this, post, target);
        underWay.add(sending);
        CompletionStage<Exchange> exchange =
                sending.start().whenComplete((_, _) -> underWay.remove(sending));
        if (closed) {
            sending.abandon();
        }
        return exchange;
    }

    /// Closes every connection; requests under way fail.
    @Override
    public void close() {
        closed = true;
        underWay.forEach(Sending::abandon);
        if (names instanceof DnsNames own) {
            own.close();
        }
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    NameResolver names() {
        return names;
    }

    Egress egress() {
        return egress;
    }

    HookLimits.Connections limits() {
        return limits;
    }

    IdleConnections idle() {
        return idle;
    }

    EventLoopGroup group() {
        return group;
    }

    /// A client for one connection to a place. It connects to the very address it is given.
    Bootstrap client(Place place, Duration deadline, Duration connectTime) {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        (int) Math.max(1, connectTime.toMillis()))
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                fill(channel, place, deadline);
                            }
                        });
    }

    private void fill(Channel channel, Place place, Duration deadline) {
        if (place.tls()) {
            SslHandler handler = tls.newHandler(channel.alloc(), place.host(), place.port());
            handler.setHandshakeTimeoutMillis(Math.max(1, deadline.toMillis()));
            channel.pipeline().addLast(handler);
        }
        channel.pipeline()
                .addLast(
                        new HttpClientCodec(
                                limits.statusLineBytes(), limits.headerBytes(), CHUNK_BYTES))
                .addLast(new ReplyHandler(place, idle));
    }

    private static SslContext context(Optional<TrustManagerFactory> authorities) {
        // The JDK's engine even where the edge has another: its trust and its checks are the
        // documented ones, and calls are too few for the difference to count.
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .endpointIdentificationAlgorithm("HTTPS");
        authorities.ifPresent(builder::trustManager);
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS: no context (expected: one of the JDK)", e);
        }
    }
}
