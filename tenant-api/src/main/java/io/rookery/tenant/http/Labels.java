package io.rookery.tenant.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import io.rookery.tenant.Ids;

/// Puts the request id and the limits' headers on each answer, whatever it is; outside of [Gate],
/// so that its refusals have them too.
@ServerFilter("/v1/**")
@Order(-200)
final class Labels {
    static final String LEFT = "rookery.rate";

    private final Ids ids;

    Labels(Ids ids) {
        this.ids = ids;
    }

    @ResponseFilter
    void label(HttpRequest<?> request, MutableHttpResponse<?> response) {
        response.getHeaders()
                .set(RequestId.HEADER, RequestId.of(request, ids))
                .set(HttpHeaders.CACHE_CONTROL, "no-store");
        sayType(request, response);
        request.getAttribute(LEFT, Rates.Left.class)
                .ifPresent(left -> {
                    response.header("RateLimit-Policy", left.policyField());
                    response.header("RateLimit", left.limitField());
                    if (left.exceeded()) {
                        response.header(HttpHeaders.RETRY_AFTER, left.retryAfter());
                    }
                });
        if (response.code() == Problem.UNAUTHENTICATED.status()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
    }

    /// Or the framework would repeat what `Accept` says behind the media type, whatever it is.
    private static void sayType(HttpRequest<?> request, MutableHttpResponse<?> response) {
        boolean isJson =
                RouteAttributes.getRouteInfo(request)
                        .filter(route -> route.getProduces().equals(RouteInfo.DEFAULT_PRODUCES))
                        .isPresent();
        if (isJson && response.getContentType().isEmpty() && response.getBody().isPresent()) {
            response.contentType(MediaType.APPLICATION_JSON_TYPE);
        }
    }
}
