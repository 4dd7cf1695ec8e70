package io.rookery.hooks.auth;

import io.rookery.hooks.auth.AnswerCache.Answer;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.json.Json;
import io.rookery.hooks.json.JsonObject;
import io.rookery.hooks.json.MalformedJsonException;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.routing.port.Authentication.Verdict;
import java.time.Duration;
import java.util.Base64;

/// Reads the answers to `auth.verify`, `auth.scram` and `user.exists`. Members that the contract
/// does not know are ignored, so that it can grow.
final class AuthAnswers {
    private static final int MIN_ITERATIONS = 4_096; // RFC 7677 §4
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int MIN_SALT_BYTES = 8;
    private static final int MAX_SALT_BYTES = 64;

    private final HookLimits.Cache limits;

    AuthAnswers(HookLimits.Cache limits) {
        this.limits = limits;
    }

    /// `{"decision":"allow","ttl":60,"attributes":{}}`, or `"deny"`, or `"deny"` with
    /// `"reason":"disabled"`.
    Answer<Verdict> verdict(JsonObject answer) {
        // Meant for later; that it is an object is part of the contract already.
        var _ = answer.optionalObject("attributes");
        String decision = answer.text("decision");
        boolean disabled = answer.optionalText("reason").equals(java.util.Optional.of("disabled"));
        return switch (decision) {
            case "allow" -> new Answer<>(Verdict.ALLOWED, positive(answer));
            case "deny" ->
                    new Answer<>(
                            disabled ? Verdict.DISABLED : Verdict.DENIED, limits.negativeTime());
            default ->
                    throw new MalformedJsonException(
                            "decision: another word (expected: allow, deny)");
        };
    }

    /// `{"users":{"alice":true},"ttl":60}`: every user that was asked about has to be there.
    Answer<Existence> existence(JsonObject answer, String user) {
        JsonObject users = answer.object("users");
        if (!users.has(user)) {
            throw new MalformedJsonException("users: without a user asked for (expected: all)");
        }
        return users.flag(user, false)
                ? new Answer<>(Existence.EXISTS, positive(answer))
                : new Answer<>(Existence.ABSENT, limits.negativeTime());
    }

    /// `{"found":true,"salt":…,"iterations":…,"stored_key":…,"server_key":…,"ttl":60}`, or
    /// `{"found":false}`; `"disabled":true` with the former.
    Answer<ScramLookup> verifier(JsonObject answer, ScramHash hash) {
        if (!(answer.members().get("found") instanceof Json.Flag(boolean found))) {
            throw new MalformedJsonException("found: missing (expected: boolean)");
        }
        if (!found) {
            return new Answer<>(ScramLookup.ABSENT, limits.negativeTime());
        }
        ScramVerifier verifier =
                new ScramVerifier(
                        hash,
                        bytes(answer, "salt", MIN_SALT_BYTES, MAX_SALT_BYTES),
                        iterations(answer),
                        bytes(answer, "stored_key", hash.bytes(), hash.bytes()),
                        bytes(answer, "server_key", hash.bytes(), hash.bytes()));
        return new Answer<>(
                new ScramLookup(Existence.EXISTS, answer.flag("disabled", false), verifier),
                positive(answer));
    }

    private Duration positive(JsonObject answer) {
        long seconds = answer.whole("ttl", 0, 0, Integer.MAX_VALUE);
        Duration told = Duration.ofSeconds(seconds);
        return told.compareTo(limits.positiveTime()) > 0 ? limits.positiveTime() : told;
    }

    private static int iterations(JsonObject answer) {
        int iterations = (int) answer.whole("iterations", 0, 0, MAX_ITERATIONS);
        if (iterations < MIN_ITERATIONS) {
            throw new MalformedJsonException(
                    "iterations: too few (expected: at least " + MIN_ITERATIONS + ")");
        }
        return iterations;
    }

    private static byte[] bytes(JsonObject answer, String name, int min, int max) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(answer.text(name));
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(name + ": no base64 (expected: base64)", e);
        }
        if (bytes.length < min || bytes.length > max) {
            throw new MalformedJsonException(
                    name
                            + (": " + bytes.length + " bytes (expected: ")
                            + (min == max ? min + ")" : min + " to " + max + ")"));
        }
        return bytes;
    }
}
