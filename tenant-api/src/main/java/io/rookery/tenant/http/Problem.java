package io.rookery.tenant.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every problem that the API answers with (RFC 9457). `docs/problems.md` is made from it; codes
/// are part of the API and are never renamed.
public enum Problem {
    MALFORMED_REQUEST(
            400,
            "The request is not well-formed",
            "What was sent is not HTTP as it should be: a path or query that is no URI (RFC 3986),"
                + " such as `%zz`, or a header that is none. `errors` says which of `path`, `query`"
                + " and `header` it is. It was not looked at any further, not even at its key."),
    MALFORMED_JSON(
            400,
            "The body is not JSON",
            "The body could not be parsed as JSON (RFC 8259) in UTF-8, or unpacked, has something"
                    + " behind it, or is missing."),
    INVALID_PARAMETER(
            400,
            "A parameter or header is not valid",
            "A query parameter, a cursor, or a header such as `Idempotency-Key` has a value that"
                    + " cannot be used, or is there twice. `errors` names it."),
    UNAUTHENTICATED(
            401,
            "A valid API key is needed",
            "Send `Authorization: Bearer rk_…`. The answer is the same for a missing, malformed,"
                    + " unknown, expired or revoked key."),
    INSUFFICIENT_SCOPE(
            403,
            "The API key lacks a scope",
            "The key is valid and does not have the scope that this call needs; `detail` names it."
                    + " A key cannot give another one scopes that it does not have."),
    TENANT_SUSPENDED(
            403,
            "The tenant is suspended",
            "While a tenant is suspended its keys can read and change nothing."),
    NOT_FOUND(
            404,
            "There is no such resource",
            "No resource of your tenant has this address. What belongs to another tenant does not"
                    + " exist for you."),
    METHOD_NOT_ALLOWED(
            405, "The resource does not have this method", "`Allow` lists those that it has."),
    NOT_ACCEPTABLE(
            406,
            "There is no such representation",
            "`Accept` must have room for JSON, in which the API answers; qualities are not looked"
                    + " at."),
    ALREADY_EXISTS(
            409, "It exists already", "Your tenant has a resource of this name; change that one."),
    DOMAIN_UNAVAILABLE(
            409,
            "The domain name cannot be used",
            "The name is in use, was given up lately, or is reserved. Nothing is said about whose"
                    + " it is."),
    IDEMPOTENCY_IN_PROGRESS(
            409,
            "The same request is being worked on",
            "Another request with this `Idempotency-Key` has not ended. Send it again a little"
                    + " later."),
    QUOTA_EXCEEDED(
            409,
            "A quota of the tenant is used up",
            "The tenant has as many of these as it may have. Delete some, or ask the operator for"
                    + " more."),
    BODY_TOO_LARGE(413, "The body is too large", "The limit is 64 KiB."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "The body is of another type",
            "Send one `Content-Type: application/json`, with `charset=utf-8` or nothing behind it,"
                    + " and no `Content-Encoding` but gzip or deflate. `errors` names the header."),
    INVALID_REQUEST(
            422,
            "The request cannot be followed",
            "The body is JSON and breaks a rule: an unknown property, a missing one, one that is"
                + " there twice, a wrong type, a value out of range, half of a surrogate pair, or"
                + " more than 16 objects and lists in each other. `errors` has a JSON Pointer (RFC"
                + " 6901) and a sentence for each."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "The Idempotency-Key was used for another request",
            "Within 24 hours the same key was sent to this path with another body. Use a new key"
                    + " for a new request."),
    RATE_LIMITED(
            429,
            "Too many requests",
            "A rate is used up: by address before authentication, by key after it. `RateLimit` says"
                    + " how much is left, `Retry-After` when to come again."),
    HEAD_TOO_LARGE(
            431,
            "The path, the query or the headers are too long",
            "The limits are 4 KiB for the line with the path, and 8 KiB for all headers."),
    INTERNAL(
            500,
            "Something went wrong here",
            "It is not the request's fault. Give `request_id` to whoever runs this installation."),
    UNAVAILABLE(
            503,
            "Something that is needed cannot be reached now",
            "The request was not followed. Send it again after `Retry-After` seconds; with an"
                    + " `Idempotency-Key` that is safe for every method.");

    private final int status;
    private final String title;
    private final String meaning;

    Problem(int status, String title, String meaning) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
    }

    /// HTTP status code.
    public int status() {
        return status;
    }

    /// What it is, the same for each occurrence.
    public String title() {
        return title;
    }

    /// What it means and what to do, for the page about problems.
    public String meaning() {
        return meaning;
    }

    /// The `code` member, `not_found`.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The `type` member: where this node explains the problem.
    public String type() {
        return "/problems/" + code();
    }

    /// The problem of this code, empty when there is none.
    static Optional<Problem> ofCode(String code) {
        return Arrays.stream(values()).filter(problem -> problem.code().equals(code)).findFirst();
    }

    /// The problem that stands for a status that some other part of the server chose.
    static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> MALFORMED_REQUEST;
            case 401 -> UNAUTHENTICATED;
            case 403 -> INSUFFICIENT_SCOPE;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 422 -> INVALID_REQUEST;
            case 429 -> RATE_LIMITED;
            case 503 -> UNAVAILABLE;
            // A body that is too large has an exception of its own.
            case 413, 414, 431 -> HEAD_TOO_LARGE;
            default -> status < 500 ? INVALID_PARAMETER : INTERNAL;
        };
    }

    /// The page that explains all problems.
    static String page() {
        var page =
                new StringBuilder(
                        """
                        # Problems

                        Errors are `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, and our own
                        `code` (stable: program against it), `request_id`, and `errors` with a JSON Pointer into the body (or the
                        name of a parameter) and a sentence for each. Made from `io.rookery.tenant.http.Problem`.
                        """);
        for (Problem problem : values()) {
            page.append('\n').append(problem.section());
        }
        return page.toString();
    }

    /// The part of the page about this problem.
    String section() {
        return "## %s\n**%d** · %s.\n\n%s\n".formatted(code(), status, title, meaning);
    }
}
