package io.rookery.hooks.check;

import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.SigningSecret;
import io.rookery.hooks.json.JsonObject;
import io.rookery.hooks.json.JsonText;
import io.rookery.hooks.webhook.HookRequest;
import io.rookery.hooks.webhook.RequestIds;
import io.rookery.hooks.webhook.Transport;
import io.rookery.hooks.webhook.Transport.Exchange;
import io.rookery.hooks.webhook.WebhookSignature;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Sends the requests of a contract check, right ones and wrong ones, one at a time.
final class Probe {
    private final ContractSubject subject;
    private final Transport transport;
    private final HookLimits.Call limits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RequestIds ids;
    private final JsonText json;

    Probe(
            ContractSubject subject,
            Transport transport,
            HookLimits limits,
            InstantSource clock,
            RandomGenerator random) {
        this.subject = subject;
        this.transport = transport;
        this.limits = limits.call();
        this.clock = clock;
        this.random = random;
        this.ids = new RequestIds(clock, random);
        this.json = new JsonText(limits.call().replyDepth());
    }

    /// What came of one request.
    record Seen(Exchange exchange, Duration took) {
        /// The status, 0 when there was no answer.
        int status() {
            return exchange instanceof Exchange.Reply(int status, byte[] _) ? status : 0;
        }

        String shown() {
            return switch (exchange) {
                case Exchange.Reply(int status, byte[] _) -> "status: " + status;
                case Exchange.Failure(var outcome, String detail) -> outcome + ", " + detail;
            };
        }
    }

    /// A request with all that belongs to it, to be changed before it is sent.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Draft(
            String path, byte[] body, String id, Instant timestamp, Optional<String> signature) {
        Draft withBody(byte[] other) {
            return new Draft(path, other, id, timestamp, signature);
        }

        Draft withSignature(Optional<String> other) {
            return new Draft(path, body, id, timestamp, other);
        }
    }

    /// A request signed as the contract says.
    Draft draft(HookRequest request) {
        return signed(request, clock.instant());
    }

    /// The same with a timestamp at which it would be taken for a replay.
    Draft outdated(HookRequest request) {
        return signed(request, clock.instant().minus(WebhookSignature.TOLERANCE.multipliedBy(2)));
    }

    /// A request whose body is broken and whose signature is right.
    Draft broken(HookRequest request, byte[] body) {
        Draft draft = draft(request).withBody(body);
        return draft.withSignature(Optional.of(sign(List.of(subject.secret()), draft)));
    }

    /// The signature of a stranger, and after it, where wanted, the right one.
    Draft forged(Draft draft, boolean rightOneToo) {
        SigningSecret stranger = SigningSecret.generate(random);
        List<SigningSecret> secrets =
                rightOneToo ? List.of(stranger, subject.secret()) : List.of(stranger);
        return draft.withSignature(Optional.of(sign(secrets, draft)));
    }

    Seen send(Draft draft) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put(WebhookSignature.ID, draft.id);
        headers.put(WebhookSignature.TIMESTAMP, String.valueOf(draft.timestamp.getEpochSecond()));
        headers.put("x-deadline-ms", String.valueOf(limits.rosterDeadline().toMillis()));
        draft.signature.ifPresent(value -> headers.put(WebhookSignature.SIGNATURE, value));
        String base = subject.baseUrl().toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        Transport.Post post =
                new Transport.Post(
                        "contract-check",
                        URI.create(root + draft.path),
                        headers,
                        draft.body,
                        limits.rosterReplyBytes(),
                        limits.rosterDeadline());
        Instant started = clock.instant();
        Exchange exchange = transport.post(post).toCompletableFuture().join();
        return new Seen(exchange, Duration.between(started, clock.instant()));
    }

    /// A password that nobody has.
    String nonsense() {
        return ids.next();
    }

    JsonObject read(byte[] body) {
        return json.readObject(body);
    }

    private Draft signed(HookRequest request, Instant timestamp) {
        Draft draft =
                new Draft(
                        request.operation().path(),
                        json.write(request.envelope()),
                        ids.next(),
                        timestamp,
                        Optional.empty());
        return draft.withSignature(Optional.of(sign(List.of(subject.secret()), draft)));
    }

    private static String sign(List<SigningSecret> secrets, Draft draft) {
        return WebhookSignature.sign(secrets, draft.id, draft.timestamp, draft.body);
    }
}
