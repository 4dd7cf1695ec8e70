package io.rookery.tenant.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import io.rookery.tenant.http.KeyLookup.Holder;
import jakarta.inject.Inject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// What each request passes first: the rate of its address, its key, the rate of the key, and
/// whether the tenant may act. The limits' headers and the request id are put on each answer,
/// whatever it is.
@ServerFilter("/v1/**")
@Order(-100)
final class Gate {
    private static final String BEARER = "Bearer ";
    private static final int IPV6_NETWORK_BYTES = 8;

    private final KeyLookup keys;
    private final Ids ids;
    private final Limits limits;
    private final TrustedProxies proxies;
    private final Rates byAddress;
    private final Rates byKey;

    @Inject
    Gate(KeyLookup keys, Ids ids, Limits limits, TrustedProxies proxies, InstantSource clock) {
        this.keys = keys;
        this.ids = ids;
        this.limits = limits;
        this.proxies = proxies;
        byAddress = new Rates("address", limits.addressRequests(), limits.rateBuckets(), clock);
        byKey = new Rates("key", limits.keyRequests(), limits.rateBuckets(), clock);
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void admit(HttpRequest<?> request) {
        String requestId = RequestId.of(request, ids);
        InetAddress client =
                proxies.client(
                        request.getRemoteAddress().getAddress(),
                        request.getHeaders().getAll(proxies.header().text()));
        String address = network(client);
        spend(request, byAddress.take(address));
        Optional<Holder> found = bearer(request).flatMap(keys::find);
        if (found.isEmpty()) {
            byAddress.punish(address, limits.failureCost());
            throw new ProblemException(
                    Problem.UNAUTHENTICATED, "Send an API key that is valid, as a bearer token.");
        }
        Holder holder = found.get();
        spend(request, byKey.take(holder.keyId().toString()));
        if (holder.suspended() && !isSafe(request.getMethod())) {
            throw new ProblemException(
                    Problem.TENANT_SUSPENDED, "The tenant is suspended and can only read.");
        }
        new Caller(
                        holder.tenant(),
                        holder.keyId(),
                        holder.scopes(),
                        requestId,
                        client.getHostAddress())
                .attachTo(request);
    }

    private static void spend(HttpRequest<?> request, Rates.Left left) {
        request.setAttribute(Labels.LEFT, left);
        if (left.exceeded()) {
            throw new ProblemException(
                    Problem.RATE_LIMITED, "The rate of this " + left.policy() + " is used up.");
        }
    }

    private static Optional<String> bearer(HttpRequest<?> request) {
        String value = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(value.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static boolean isSafe(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    /// One address, or the /64 that one subscriber of IPv6 has.
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES))
                : HexFormat.of().formatHex(bytes);
    }
}
