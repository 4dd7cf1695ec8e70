package io.rookery.routing.authentication;

import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.xmpp.jid.BareJid;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/// Asks the sources that a domain's policy names, one after another. One that is unavailable is
/// never taken for one that says no: unless another allows, the whole answer is then unavailable.
public final class AuthenticationChain implements Authentication {
    private final Map<AuthSource, Authentication> sources;

    /// @param sources every source that a policy may name
    public AuthenticationChain(Map<AuthSource, Authentication> sources) {
        this.sources = new EnumMap<>(sources);
        for (AuthSource source : AuthSource.values()) {
            if (!this.sources.containsKey(source)) {
                throw new IllegalArgumentException(
                        "authentication source: " + source + " missing (expected: all)");
            }
        }
    }

    @Override
    public CompletionStage<Verdict> verify(
            DomainPolicy policy, BareJid user, String password, String clientAddress) {
        return verify(policy, sourcesOf(policy), user, password, clientAddress, Verdict.DENIED);
    }

    private CompletionStage<Verdict> verify(
            DomainPolicy policy,
            List<Authentication> rest,
            BareJid user,
            String password,
            String clientAddress,
            Verdict soFar) {
        if (rest.isEmpty()) {
            return CompletableFuture.completedFuture(soFar);
        }
        return rest.getFirst()
                .verify(policy, user, password, clientAddress)
                .thenCompose(verdict ->
                        switch (verdict) {
                            case ALLOWED, DISABLED -> CompletableFuture.completedFuture(verdict);
                            case DENIED, UNAVAILABLE ->
                                    verify(
                                            policy,
                                            rest.subList(1, rest.size()),
                                            user,
                                            password,
                                            clientAddress,
                                            verdict == Verdict.UNAVAILABLE ? verdict : soFar);
                        });
    }

    @Override
    public CompletionStage<ScramLookup> scram(DomainPolicy policy, BareJid user, ScramHash hash) {
        return first(
                sourcesOf(policy),
                source -> source.scram(policy, user, hash),
                ScramLookup::state,
                ScramLookup.ABSENT);
    }

    @Override
    public CompletionStage<Existence> exists(DomainPolicy policy, BareJid user) {
        return first(
                sourcesOf(policy),
                source -> source.exists(policy, user),
                Function.identity(),
                Existence.ABSENT);
    }

    /// True when every source can: a client that is offered SCRAM does not fall back to PLAIN.
    @Override
    public boolean offersScram(DomainPolicy policy) {
        return sourcesOf(policy).stream().allMatch(source -> source.offersScram(policy));
    }

    private List<Authentication> sourcesOf(DomainPolicy policy) {
        return policy.authentication().stream()
                .flatMap(source -> Stream.ofNullable(sources.get(source)))
                .toList();
    }

    /// The first answer that says that the user exists; else one that could not say; else `absent`.
    private static <T> CompletionStage<T> first(
            List<Authentication> rest,
            Function<Authentication, CompletionStage<T>> question,
            Function<T, Existence> state,
            T soFar) {
        if (rest.isEmpty()) {
            return CompletableFuture.completedFuture(soFar);
        }
        return question.apply(rest.getFirst())
                .thenCompose(answer ->
                        switch (state.apply(answer)) {
                            case EXISTS -> CompletableFuture.completedFuture(answer);
                            case ABSENT, UNAVAILABLE ->
                                    first(
                                            rest.subList(1, rest.size()),
                                            question,
                                            state,
                                            state.apply(answer) == Existence.UNAVAILABLE
                                                    ? answer
                                                    : soFar);
                        });
    }
}
