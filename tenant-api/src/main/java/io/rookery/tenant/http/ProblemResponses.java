package io.rookery.tenant.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.json.JsonMapper;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Ids;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where anything that went wrong becomes a problem.
@Singleton
@Primary
final class ProblemResponses
        implements ErrorResponseProcessor<byte[]>, ExceptionHandler<Throwable, HttpResponse<?>> {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int MAX_CAUSES = 8;

    private final Ids ids;
    private final JsonMapper json;

    ProblemResponses(Ids ids, JsonMapper json) {
        this.ids = ids;
        this.json = json;
    }

    /// What no handler of the framework takes.
    // Raw in the interface.
    @SuppressWarnings("rawtypes")
    @Override
    public HttpResponse<?> handle(HttpRequest request, Throwable failure) {
        ProblemException known = known(failure);
        if (known == null) {
            failed(request, failure);
        }
        ProblemException problem = known == null ? of(Problem.INTERNAL) : known;
        return answer(request, problem, HttpResponse.ok());
    }

    /// What handlers of the framework have given a status.
    @Override
    public MutableHttpResponse<byte[]> processResponse(
            ErrorContext context, MutableHttpResponse<?> response) {
        Throwable cause = context.getRootCause().orElse(null);
        ProblemException known = known(cause);
        ProblemException problem = known == null ? of(Problem.ofStatus(response.code())) : known;
        if (problem.problem() == Problem.INTERNAL) {
            failed(context.getRequest(), cause);
        }
        return answer(context.getRequest(), problem, response);
    }

    private void failed(HttpRequest<?> request, @Nullable Throwable failure) {
        LOG.atError()
                .addKeyValue("tenant", Caller.tenant(request))
                .addKeyValue("request", RequestId.of(request, ids))
                .setCause(failure)
                .log("{} {} failed", request.getMethodName(), request.getPath());
    }

    private static @Nullable ProblemException known(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            switch (cause) {
                case ProblemException problem -> {
                    return problem;
                }
                case UnavailableException unavailable -> {
                    LOG.warn("unavailable: {}", unavailable.getMessage());
                    return new ProblemException(
                            Problem.UNAVAILABLE,
                            Problem.UNAVAILABLE.title() + ".",
                            List.of(),
                            RETRY_AFTER);
                }
                case ContentLengthExceededException tooLarge -> {
                    return of(Problem.BODY_TOO_LARGE);
                }
                case URISyntaxException address -> {
                    return malformed(address);
                }
                case ConversionErrorException conversion -> {
                    return argument(conversion.getArgument().getName());
                }
                case UnsatisfiedRouteException unsatisfied -> {
                    return argument(unsatisfied.getArgument().getName());
                }
                case RuntimeException odd when cannotBeUnpacked(odd) -> {
                    return of(Problem.MALFORMED_JSON);
                }
                default -> cause = cause.getCause();
            }
        }
        return null;
    }

    private static ProblemException argument(String name) {
        return name.equals("body")
                ? of(Problem.MALFORMED_JSON)
                : ProblemException.parameter(name, "It is missing or has a wrong form.");
    }

    /// Netty's own type may not be named here.
    private static boolean cannotBeUnpacked(RuntimeException failure) {
        return failure.getClass().getPackageName().equals("io.netty.handler.codec.compression");
    }

    private static ProblemException malformed(URISyntaxException address) {
        int query = address.getInput().indexOf('?');
        return new ProblemException(
                Problem.MALFORMED_REQUEST,
                "What is asked for is no URI.",
                List.of(
                        new Fault(
                                query >= 0 && address.getIndex() > query ? "query" : "path",
                                "It is not as RFC 3986 has it.")));
    }

    private static ProblemException of(Problem problem) {
        return new ProblemException(problem, problem.title() + ".");
    }

    private MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request, ProblemException problem, MutableHttpResponse<?> response) {
        Problem kind = problem.problem();
        ProblemDocument document =
                new ProblemDocument(
                        kind.type(),
                        kind.title(),
                        kind.status(),
                        String.valueOf(problem.getMessage()),
                        kind.code(),
                        RequestId.of(request, ids),
                        problem.faults().isEmpty() ? null : problem.faults());
        response.getHeaders().set(RequestId.HEADER, document.requestId());
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        return response.status(kind.status(), kind.title())
                .body(bytes(document))
                .contentType(MEDIA_TYPE);
    }

    private byte[] bytes(ProblemDocument document) {
        try {
            return json.writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
