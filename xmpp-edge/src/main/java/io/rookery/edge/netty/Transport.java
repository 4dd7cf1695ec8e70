package io.rookery.edge.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.rookery.edge.EdgeLimits;

/// Event loops and sockets: native epoll where it loads, NIO elsewhere.
final class Transport {
    private static final int BACKLOG = 1024;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup acceptors = group(1);
    private final EventLoopGroup workers;

    Transport(int threads) {
        this.workers = group(threads);
    }

    private EventLoopGroup group(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    ServerBootstrap bootstrap(EdgeLimits limits) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(acceptors, workers)
                        .channel(
                                epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(256, 512, 16384))
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(
                                        limits.writeHighBytes() / 2, limits.writeHighBytes()));
        if (epoll) {
            // Half-open connections: what is not acknowledged by then has no peer any more.
            bootstrap.childOption(
                    EpollChannelOption.TCP_USER_TIMEOUT,
                    (int) limits.times().ackTimeout().toMillis());
        }
        return bootstrap;
    }

    EventLoopGroup acceptors() {
        return acceptors;
    }

    EventLoopGroup workers() {
        return workers;
    }
}
