package io.rookery.tenant.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.rookery.tenant.Limits;
import java.util.List;
import java.util.regex.Pattern;

/// Refuses, after [Gate] and before any body is read, what stands in a request's head and could be
/// understood in two ways. The framework takes the first of two headers, `json` for a media type,
/// and a missing one for JSON.
@ServerFilter("/v1/**")
@Order(-50)
final class RequestHead {
    private static final Pattern JSON =
            Pattern.compile(
                    "application/json[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?",
                    Pattern.CASE_INSENSITIVE);

    private final Limits limits;

    RequestHead(Limits limits) {
        this.limits = limits;
    }

    @RequestFilter
    void judge(HttpRequest<?> request) {
        IdempotencyKey.of(request, limits);
        request.getParameters()
                .forEach((name, values) -> {
                    if (values.size() > 1) {
                        throw ProblemException.parameter(name, "It must be there once.");
                    }
                });
        if (takesBody(request.getMethod()) && hasBody(request.getHeaders())) {
            judgeType(request.getHeaders());
        }
    }

    private static void judgeType(HttpHeaders headers) {
        List<String> types = headers.getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() != 1 || !JSON.matcher(types.getFirst().strip()).matches()) {
            throw new ProblemException(
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    "The body needs one Content-Type, application/json in UTF-8.",
                    List.of(new Fault(HttpHeaders.CONTENT_TYPE, "It must be application/json.")));
        }
        // The server has unpacked what it knows, and taken the header away.
        if (headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            throw new ProblemException(
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    "The body cannot be unpacked.",
                    List.of(
                            new Fault(
                                    HttpHeaders.CONTENT_ENCODING,
                                    "It must be gzip or deflate, if it is there.")));
        }
    }

    /// What stands in a GET or DELETE has no meaning (RFC 9110 §9.3.1, §9.3.5), so nobody reads it.
    private static boolean takesBody(HttpMethod method) {
        return method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH;
    }

    private static boolean hasBody(HttpHeaders headers) {
        return headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || headers.contentLength().orElse(0) > 0;
    }
}
