package io.rookery.tenant.http;

import io.micronaut.http.HttpRequest;
import io.rookery.tenant.Ids;

/// Names one request, in the answer, the audit log and the logs. Always made here: what a client
/// sends is not believed.
final class RequestId {
    static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = "rookery.request-id";

    private RequestId() {}

    static String of(HttpRequest<?> request, Ids ids) {
        return request.getAttribute(ATTRIBUTE, String.class)
                .orElseGet(() -> {
                    String made = Ids.Kind.REQUEST.text(ids.next());
                    request.setAttribute(ATTRIBUTE, made);
                    return made;
                });
    }
}
