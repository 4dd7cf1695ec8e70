package io.rookery.hooks.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.Future;
import io.rookery.hooks.egress.NameResolver;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Asks the system's DNS servers without a thread: a tenant whose name server is slow holds up
/// nobody. Answers are remembered for their time to live, a minute at most.
final class DnsNames implements NameResolver, AutoCloseable {
    private static final long QUERY_MILLIS = 1_000;
    private static final int MAX_QUERIES = 8;
    private static final int MAX_CACHE_SECONDS = 60;

    private final DnsNameResolver resolver;

    DnsNames(EventLoop loop) {
        this.resolver =
                new DnsNameResolverBuilder(loop)
                        .datagramChannelType(NioDatagramChannel.class)
                        .socketChannelType(NioSocketChannel.class)
                        .queryTimeoutMillis(QUERY_MILLIS)
                        .maxQueriesPerResolve(MAX_QUERIES)
                        .ttl(0, MAX_CACHE_SECONDS)
                        .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                        // A name is the whole name: none of our own domains is tried behind it.
                        .searchDomains(List.of())
                        .build();
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        Future<List<InetAddress>> answer = resolver.resolveAll(host);
        answer.addListener(done -> {
            if (done.isSuccess()) {
                addresses.complete(answer.getNow());
            } else {
                addresses.completeExceptionally(done.cause());
            }
        });
        return addresses;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
