package io.rookery.hooks.auth;

import io.rookery.hooks.auth.AnswerCache.Answer;
import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.hooks.json.Json;
import io.rookery.hooks.json.JsonObject;
import io.rookery.hooks.webhook.AnswerReader;
import io.rookery.hooks.webhook.Called;
import io.rookery.hooks.webhook.HookCalls;
import io.rookery.hooks.webhook.HookRequest;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Asks the tenant's backend. Whatever is not an answer of the contract is *unavailable*, and never
/// *denied*; so is a question that the endpoint does not offer to answer.
public final class HookAuthentication implements Authentication {
    private final HookDirectory directory;
    private final TraceContext trace;
    private final HookCalls calls;
    private final Questions questions;
    private final AuthAnswers answers;
    private final int credentialBytes;
    private final AnswerCache<Verdict> verdicts;
    private final AnswerCache<ScramLookup> verifiers;
    private final AnswerCache<Existence> existences;

    public HookAuthentication(HookPorts ports, HookLimits limits, HookCalls calls) {
        this.directory = ports.directory();
        this.trace = ports.trace();
        this.calls = calls;
        this.questions = new Questions(ports.random());
        this.answers = new AuthAnswers(limits.cache());
        this.credentialBytes = limits.call().credentialBytes();
        this.verdicts = new AnswerCache<>(limits.cache(), ports.clock());
        this.verifiers = new AnswerCache<>(limits.cache(), ports.clock());
        this.existences = new AnswerCache<>(limits.cache(), ports.clock());
    }

    @Override
    public CompletionStage<Verdict> verify(
            DomainPolicy policy, BareJid user, String password, String clientAddress) {
        String local = user.local();
        if (local == null || password.getBytes(StandardCharsets.UTF_8).length > credentialBytes) {
            return CompletableFuture.completedFuture(Verdict.DENIED);
        }
        JsonObject data =
                JsonObject.EMPTY.with("password", password).with("client_address", clientAddress);
        HookRequest request =
                new HookRequest(Operation.AUTH_VERIFY, policy.domain(), Optional.of(local), data);
        return ask(
                policy,
                request,
                Verdict.UNAVAILABLE,
                endpoint ->
                        verdicts.ask(
                                new UserKey(policy.tenant(), policy.domain(), local),
                                questions.of(policy, endpoint, request.operation(), password),
                                () ->
                                        call(
                                                endpoint,
                                                request,
                                                answers::verdict,
                                                Verdict.UNAVAILABLE)));
    }

    @Override
    public CompletionStage<ScramLookup> scram(DomainPolicy policy, BareJid user, ScramHash hash) {
        String local = user.local();
        if (local == null) {
            return CompletableFuture.completedFuture(ScramLookup.ABSENT);
        }
        HookRequest request =
                new HookRequest(
                        Operation.AUTH_SCRAM,
                        policy.domain(),
                        Optional.of(local),
                        JsonObject.EMPTY.with("hash", hash.saslName()));
        return ask(
                        policy,
                        request,
                        ScramLookup.UNAVAILABLE,
                        endpoint ->
                                verifiers.ask(
                                        new UserKey(policy.tenant(), policy.domain(), local),
                                        questions.of(
                                                policy,
                                                endpoint,
                                                request.operation(),
                                                hash.saslName()),
                                        () ->
                                                call(
                                                        endpoint,
                                                        request,
                                                        answer -> answers.verifier(answer, hash),
                                                        ScramLookup.UNAVAILABLE)))
                .thenApply(HookAuthentication::copied);
    }

    @Override
    public CompletionStage<Existence> exists(DomainPolicy policy, BareJid user) {
        String local = user.local();
        if (local == null) {
            return CompletableFuture.completedFuture(Existence.ABSENT);
        }
        Json users = new Json.Array(List.of(Json.of(local)));
        HookRequest request =
                new HookRequest(
                        Operation.USER_EXISTS,
                        policy.domain(),
                        Optional.empty(),
                        JsonObject.EMPTY.with("users", users));
        return ask(
                policy,
                request,
                Existence.UNAVAILABLE,
                endpoint ->
                        existences.ask(
                                new UserKey(policy.tenant(), policy.domain(), local),
                                questions.of(policy, endpoint, request.operation(), ""),
                                () ->
                                        call(
                                                endpoint,
                                                request,
                                                answer -> answers.existence(answer, local),
                                                Existence.UNAVAILABLE)));
    }

    @Override
    public boolean offersScram(DomainPolicy policy) {
        return directory
                .cached(policy.tenant(), policy.domain())
                .map(endpoint -> endpoint.offers(Operation.AUTH_SCRAM))
                .orElse(false);
    }

    /// Forgets all that the backend said of the user, on this node.
    ///
    /// @param user localpart
    public void revoke(TenantId tenant, String domain, String user) {
        UserKey key = new UserKey(tenant, domain, user);
        verdicts.revoke(key);
        verifiers.revoke(key);
        existences.revoke(key);
    }

    /// The cache's own arrays stay in it: who checks a login may wipe what it was given.
    private static ScramLookup copied(ScramLookup kept) {
        ScramVerifier verifier = kept.verifier();
        if (verifier == null) {
            return kept;
        }
        ScramVerifier copy =
                new ScramVerifier(
                        verifier.hash(),
                        verifier.salt().clone(),
                        verifier.iterations(),
                        verifier.storedKey().clone(),
                        verifier.serverKey().clone());
        return new ScramLookup(kept.state(), kept.disabled(), copy);
    }

    private <V> CompletionStage<V> ask(
            DomainPolicy policy,
            HookRequest request,
            V unavailable,
            Function<HookEndpoint, CompletionStage<V>> question) {
        return directory
                .find(policy.tenant(), policy.domain())
                .exceptionally(_ -> Optional.empty())
                .thenCompose(
                        trace.<Optional<HookEndpoint>, CompletionStage<V>>along(found ->
                                found.filter(each -> each.offers(request.operation()))
                                        .map(question)
                                        .orElse(CompletableFuture.completedFuture(unavailable))));
    }

    private <V> CompletionStage<Answer<V>> call(
            HookEndpoint endpoint,
            HookRequest request,
            AnswerReader<Answer<V>> reader,
            V unavailable) {
        return calls.call(endpoint, request, reader)
                .thenApply(called ->
                        switch (called) {
                            case Called.Answered<Answer<V>>(Answer<V> answer) -> answer;
                            case Called.Unavailable<Answer<V>> _ ->
                                    new Answer<>(unavailable, Duration.ZERO);
                        });
    }
}
