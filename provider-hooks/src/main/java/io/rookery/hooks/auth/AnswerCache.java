package io.rookery.hooks.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rookery.hooks.endpoint.HookLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers about users, side by side for each question (several tokens of one user are several
/// questions), and calls under way, so that equal questions at one time are asked once.
///
/// A revocation wins over a call that was under way: its answer goes to those who waited, and is
/// not kept.
final class AnswerCache<V> {
    private final InstantSource clock;
    private final int questionsPerUser;
    private final Cache<UserKey, Map<String, Kept<V>>> users;
    private final ConcurrentMap<Question, Flight<V>> underWay = new ConcurrentHashMap<>();

    AnswerCache(HookLimits.Cache limits, InstantSource clock) {
        this.clock = clock;
        this.questionsPerUser = limits.tokensPerUser();
        this.users = Caffeine.newBuilder().maximumSize(limits.users()).build();
    }

    /// What a backend said.
    ///
    /// @param keep how long it holds; not positive: for those who wait now only
    record Answer<V>(V value, Duration keep) {}

    /// The answer kept for this question, or that of the call under way, or that of a new call.
    ///
    /// @param question what is asked about the user, as a digest
    CompletionStage<V> ask(
            UserKey user, String question, Supplier<CompletionStage<Answer<V>>> call) {
        Optional<V> kept = kept(user, question);
        if (kept.isPresent()) {
            return CompletableFuture.completedFuture(kept.get());
        }
        Question key = new Question(user, question);
        Flight<V> mine = new Flight<>();
        Flight<V> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            return other.landed.minimalCompletionStage();
        }
        CompletableFuture.completedStage(user)
                .thenCompose(_ -> call.get())
                .whenComplete((answer, failure) -> arrived(key, mine, answer, failure));
        return mine.landed.minimalCompletionStage();
    }

    /// Forgets what is known of the user.
    void revoke(UserKey user) {
        underWay.keySet().removeIf(question -> question.user.equals(user));
        users.invalidate(user);
    }

    private void arrived(
            Question key, Flight<V> mine, @Nullable Answer<V> answer, @Nullable Throwable failure) {
        // One step for the map, so that a revocation comes wholly before it or after it.
        underWay.computeIfPresent(
                key,
                (_, current) -> {
                    if (current != mine) {
                        return current;
                    }
                    if (answer != null && answer.keep.isPositive()) {
                        keep(key, answer);
                    }
                    return null;
                });
        if (answer != null) {
            mine.landed.complete(answer.value);
        } else {
            mine.landed.completeExceptionally(
                    failure == null ? new IllegalStateException("answer: none") : failure);
        }
    }

    private Optional<V> kept(UserKey user, String question) {
        Map<String, Kept<V>> answers = users.getIfPresent(user);
        Kept<V> kept = answers == null ? null : answers.get(question);
        return kept == null || !clock.instant().isBefore(kept.until)
                ? Optional.empty()
                : Optional.of(kept.value);
    }

    private void keep(Question key, Answer<V> answer) {
        Instant now = clock.instant();
        users.asMap()
                .compute(
                        key.user,
                        (_, before) -> {
                            Map<String, Kept<V>> after = new LinkedHashMap<>();
                            if (before != null) {
                                after.putAll(before);
                                after.values().removeIf(kept -> !now.isBefore(kept.until));
                            }
                            after.remove(key.question);
                            if (after.size() >= questionsPerUser) {
                                after.remove(after.keySet().iterator().next());
                            }
                            after.put(
                                    key.question, new Kept<>(answer.value, now.plus(answer.keep)));
                            return Collections.unmodifiableMap(after);
                        });
    }

    /// One call under way; told from another for the same question by identity.
    private static final class Flight<V> {
        private final CompletableFuture<V> landed = new CompletableFuture<>();
    }

    private record Question(UserKey user, String question) {}

    private record Kept<V>(V value, Instant until) {}
}
