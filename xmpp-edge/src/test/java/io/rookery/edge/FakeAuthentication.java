package io.rookery.edge;

import io.rookery.edge.sasl.Verifiers;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.jid.BareJid;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Users with passwords.
public final class FakeAuthentication implements Authentication {
    private final Map<BareJid, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, ScramLookup> verifiers = new ConcurrentHashMap<>();

    /// Whether the source cannot be reached.
    public volatile boolean unavailable;

    /// How often anything was asked of a user.
    public volatile int asked;

    public void put(BareJid user, String password) {
        passwords.put(user, password);
    }

    @Override
    public CompletionStage<Verdict> verify(
            DomainPolicy policy, BareJid user, String password, String clientAddress) {
        count();
        return CompletableFuture.completedFuture(
                unavailable
                        ? Verdict.UNAVAILABLE
                        : password.equals(passwords.get(user)) ? Verdict.ALLOWED : Verdict.DENIED);
    }

    @Override
    public CompletionStage<ScramLookup> scram(DomainPolicy policy, BareJid user, ScramHash hash) {
        count();
        if (unavailable) {
            return CompletableFuture.completedFuture(ScramLookup.UNAVAILABLE);
        }
        String password = passwords.get(user);
        return CompletableFuture.completedFuture(
                password == null
                        ? ScramLookup.ABSENT
                        : Objects.requireNonNull(
                                verifiers.computeIfAbsent(
                                        password + hash, key -> Verifiers.of(password, hash))));
    }

    private synchronized void count() {
        asked++;
    }

    @Override
    public CompletionStage<Existence> exists(DomainPolicy policy, BareJid user) {
        return CompletableFuture.completedFuture(
                passwords.containsKey(user) ? Existence.EXISTS : Existence.ABSENT);
    }

    @Override
    public boolean offersScram(DomainPolicy policy) {
        return true;
    }
}
