package io.rookery.tenant.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.rookery.tenant.ApiMeter;
import java.time.Duration;

/// Counts each answer, whatever it is; outside of all other filters.
@ServerFilter("/**")
@Order(-300)
final class Metering {
    private static final String BEGUN = "rookery.begun";

    private final ApiMeter meter;

    Metering(ApiMeter meter) {
        this.meter = meter;
    }

    @RequestFilter
    void begin(HttpRequest<?> request) {
        request.setAttribute(BEGUN, System.nanoTime());
    }

    @ResponseFilter
    void end(HttpRequest<?> request, HttpResponse<?> response) {
        long now = System.nanoTime();
        long begun = request.getAttribute(BEGUN, Long.class).orElse(now);
        meter.answered(
                request.getMethodName(),
                BasicHttpAttributes.getUriTemplate(request).orElse(""),
                response.code(),
                Duration.ofNanos(now - begun));
    }
}
