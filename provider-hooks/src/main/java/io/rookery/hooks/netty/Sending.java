package io.rookery.hooks.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.rookery.hooks.egress.EgressRefusedException;
import io.rookery.hooks.egress.Target;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.netty.IdleConnections.Place;
import io.rookery.hooks.webhook.Transport.Exchange;
import io.rookery.hooks.webhook.Transport.Post;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request on its way: find a connection, or make one to an address that was judged; send; wait
/// for the answer. Its result is complete when the deadline has passed, whatever happens.
final class Sending {
    private final NettyTransport transport;
    private final Post post;
    private final Target target;
    private final Place place;
    private final CompletableFuture<Exchange> result = new CompletableFuture<>();

    /// The connection in use, closed when the deadline passes.
    private volatile @Nullable Channel channel;

    Sending(NettyTransport transport, Post post, Target target) {
        this.transport = transport;
        this.post = post;
        this.target = target;
        this.place = new Place(post.pool(), target.tls(), target.host(), target.port());
    }

    CompletionStage<Exchange> start() {
        try {
            Future<?> timer =
                    transport
                            .group()
                            .next()
                            .schedule(
                                    this::late,
                                    Math.max(0, post.deadline().toNanos()),
                                    TimeUnit.NANOSECONDS);
            var _ = result.whenComplete((_, _) -> timer.cancel(false));
            transport.idle().take(place).ifPresentOrElse(kept -> send(kept, true), this::resolve);
        } catch (RejectedExecutionException e) {
            abandon();
        }
        return result;
    }

    private void late() {
        end(Outcome.TIMEOUT, "no answer in time");
    }

    /// Ends it now: the transport closes.
    void abandon() {
        end(Outcome.DISCONNECTED, "the node is stopping");
    }

    private void end(Outcome outcome, String detail) {
        fail(outcome, detail);
        Channel open = channel;
        if (open != null) {
            var _ = open.close();
        }
    }

    private void resolve() {
        CompletionStage<List<InetAddress>> resolved =
                target.literal()
                        .<CompletionStage<List<InetAddress>>>map(
                                one -> CompletableFuture.completedFuture(List.of(one)))
                        .orElseGet(() -> transport.names().resolve(target.host()));
        resolved.whenComplete((addresses, failure) -> {
            if (failure != null) {
                fail(Outcome.DISCONNECTED, "host " + target.host() + ": not found");
            } else {
                judge(addresses);
            }
        });
    }

    private void judge(List<InetAddress> resolved) {
        List<InetAddress> admitted;
        try {
            admitted = transport.egress().admitted(target, resolved);
        } catch (EgressRefusedException e) {
            fail(Outcome.ADDRESS_REFUSED, String.valueOf(e.getMessage()));
            return;
        }
        int attempts = Math.min(admitted.size(), transport.limits().attempts());
        connect(admitted.subList(0, attempts), 0);
    }

    private void connect(List<InetAddress> addresses, int attempt) {
        if (result.isDone()) {
            return;
        }
        ChannelFuture connected =
                transport
                        .client(place, post.deadline(), post.deadline().dividedBy(addresses.size()))
                        .connect(new InetSocketAddress(addresses.get(attempt), target.port()));
        use(connected.channel());
        connected.addListener(done -> {
            if (done.isSuccess()) {
                secure(connected.channel());
            } else if (attempt + 1 < addresses.size()) {
                connect(addresses, attempt + 1);
            } else {
                fail(Outcome.DISCONNECTED, "host " + target.host() + ": no connection");
            }
        });
    }

    private void secure(Channel connected) {
        SslHandler tls = connected.pipeline().get(SslHandler.class);
        if (tls == null) {
            send(connected, false);
            return;
        }
        tls.handshakeFuture()
                .addListener(done -> {
                    if (done.isSuccess()) {
                        send(connected, false);
                    } else {
                        var _ = connected.close();
                        fail(
                                Outcome.TLS_FAILED,
                                "TLS: handshake or certificate of " + target.host());
                    }
                });
    }

    private void send(Channel connected, boolean reused) {
        use(connected);
        connected.eventLoop().execute(() -> sendNow(connected, reused));
    }

    private void sendNow(Channel connected, boolean reused) {
        ReplyHandler replies = connected.pipeline().get(ReplyHandler.class);
        if (replies == null || !connected.isActive()) {
            broken(Outcome.DISCONNECTED, "connection: closed", reused);
            return;
        }
        ChannelPromise written = connected.newPromise();
        replies.expect(
                new ReplyHandler.Waiter() {
                    @Override
                    public void replied(Exchange.Reply reply, boolean reusable) {
                        if (reusable && written.isSuccess()) {
                            transport.idle().keep(place, connected);
                        } else {
                            var _ = connected.close();
                        }
                        result.complete(reply);
                    }

                    @Override
                    public void broken(Outcome outcome, String detail, boolean heard) {
                        Sending.this.broken(outcome, detail, reused && !heard);
                    }
                },
                post.maxReplyBytes());
        var _ = connected.writeAndFlush(request(), written);
    }

    /// A kept connection may have been closed by the backend just before we wrote. The request,
    /// with its id, is sent once more: the contract says that equal ids are one request.
    private void broken(Outcome outcome, String detail, boolean again) {
        if (again && outcome == Outcome.DISCONNECTED && !result.isDone()) {
            resolve();
        } else {
            fail(outcome, detail);
        }
    }

    private FullHttpRequest request() {
        String path = post.url().getRawPath();
        FullHttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.POST,
                        path == null || path.isEmpty() ? "/" : path,
                        Unpooled.wrappedBuffer(post.body()));
        request.headers().set(HttpHeaderNames.HOST, target.authority());
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, post.body().length);
        post.headers().forEach(request.headers()::set);
        return request;
    }

    private void use(Channel next) {
        channel = next;
        // The deadline may have passed between the two.
        if (result.isDone()) {
            var _ = next.close();
        }
    }

    private void fail(Outcome outcome, String detail) {
        result.complete(new Exchange.Failure(outcome, detail));
    }
}
