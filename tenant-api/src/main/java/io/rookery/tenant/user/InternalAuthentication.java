package io.rookery.tenant.user;

import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Limits;
import io.rookery.tenant.MasterKey;
import io.rookery.tenant.store.TenantTransactions;
import io.rookery.xmpp.jid.BareJid;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Authentication against verifiers kept here. A password is checked by the SHA-256 verifier; for
/// an unknown user a made-up one is checked, at the same cost.
public final class InternalAuthentication implements Authentication {
    private static final ScramHash CHECKED_BY = ScramHash.SHA_256;
    private static final int FAKE_SALT_BYTES = 16;

    private static final String FIND =
            """
            SELECT a.disabled, v.salt, v.iterations, v.stored_key, v.server_key
            FROM domain d
            JOIN account a USING (tenant_id, domain_id)
            LEFT JOIN scram_verifier v
                ON v.tenant_id = a.tenant_id AND v.domain_id = a.domain_id
                AND v.localpart = a.localpart AND v.hash = ?
            WHERE d.tenant_id = ? AND d.name = ? AND d.state <> 'deleted' AND a.localpart = ?
            """;

    private final TenantTransactions transactions;
    private final MasterKey master;
    private final Executor blocking;
    private final Limits limits;
    private final Semaphore turns;
    private final PassedPasswords passed;

    /// @param blocking runs each task on a virtual thread
    public InternalAuthentication(
            TenantTransactions transactions,
            MasterKey master,
            Executor blocking,
            RandomGenerator random,
            Limits limits) {
        this.transactions = transactions;
        this.master = master;
        this.blocking = blocking;
        this.limits = limits;
        turns = new Semaphore(limits.verifications());
        passed = new PassedPasswords(random, limits.passedPasswords(), limits.passedPasswordAge());
    }

    @Override
    public CompletionStage<Verdict> verify(
            DomainPolicy policy, BareJid user, String password, String clientAddress) {
        return CompletableFuture.supplyAsync(() -> check(policy, user, password), blocking);
    }

    @Override
    public CompletionStage<ScramLookup> scram(DomainPolicy policy, BareJid user, ScramHash hash) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return find(policy, user, hash)
                                .map(InternalAuthentication::lookup)
                                .orElse(ScramLookup.ABSENT);
                    } catch (UnavailableException e) {
                        return ScramLookup.UNAVAILABLE;
                    }
                },
                blocking);
    }

    @Override
    public CompletionStage<Existence> exists(DomainPolicy policy, BareJid user) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return find(policy, user, CHECKED_BY).isPresent()
                                ? Existence.EXISTS
                                : Existence.ABSENT;
                    } catch (UnavailableException e) {
                        return Existence.UNAVAILABLE;
                    }
                },
                blocking);
    }

    @Override
    public boolean offersScram(DomainPolicy policy) {
        return serves(policy);
    }

    private static boolean serves(DomainPolicy policy) {
        return policy.authentication().contains(AuthSource.INTERNAL);
    }

    private Verdict check(DomainPolicy policy, BareJid user, String password) {
        Optional<Account> account;
        try {
            account = find(policy, user, CHECKED_BY);
        } catch (UnavailableException e) {
            return Verdict.UNAVAILABLE;
        }
        return account.filter(found -> passed(found, password))
                .map(Account::right)
                .orElseGet(() -> inTurn(account, user, password));
    }

    private boolean passed(Account account, String password) {
        ScramVerifier verifier = account.verifier();
        return verifier != null && passed.contains(verifier, password);
    }

    /// Each check costs CPU: only so many run at once.
    private Verdict inTurn(Optional<Account> account, BareJid user, String password) {
        boolean admitted = false;
        try {
            admitted =
                    turns.tryAcquire(limits.verificationWait().toMillis(), TimeUnit.MILLISECONDS);
            return admitted ? judge(account, user, password) : Verdict.UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.UNAVAILABLE;
        } finally {
            if (admitted) {
                turns.release();
            }
        }
    }

    private Verdict judge(Optional<Account> account, BareJid user, String raw) {
        // Longer than any that was ever set: not worth the rounds.
        Optional<Password> password =
                raw.length() > 2 * limits.passwordCharsMax() ? Optional.empty() : Password.of(raw);
        if (password.isEmpty()) {
            return Verdict.DENIED;
        }
        ScramVerifier verifier = account.map(Account::verifier).orElseGet(() -> fakeVerifier(user));
        boolean fits = Scram.fits(password.get(), verifier);
        if (account.isEmpty() || !fits) {
            return Verdict.DENIED;
        }
        passed.add(verifier, raw);
        return account.get().right();
    }

    /// An account and one of its verifiers.
    private record Account(boolean disabled, @Nullable ScramVerifier verifier) {
        /// What is said to the right password.
        Verdict right() {
            return disabled ? Verdict.DISABLED : Verdict.ALLOWED;
        }
    }

    private Optional<Account> find(DomainPolicy policy, BareJid user, ScramHash hash) {
        String localpart = user.local();
        if (localpart == null || !serves(policy) || !user.domain().equals(policy.domain())) {
            return Optional.empty();
        }
        return transactions
                .rows(
                        policy.tenant(),
                        FIND,
                        row -> account(row, hash),
                        hash,
                        policy.tenant().value(),
                        policy.domain(),
                        localpart)
                .stream()
                .findFirst();
    }

    private static Account account(ResultSet row, ScramHash hash) throws SQLException {
        byte[] salt = row.getBytes("salt");
        @Nullable ScramVerifier verifier =
                salt == null
                        ? null
                        : new ScramVerifier(
                                hash,
                                salt,
                                row.getInt("iterations"),
                                row.getBytes("stored_key"),
                                row.getBytes("server_key"));
        return new Account(row.getBoolean("disabled"), verifier);
    }

    private static ScramLookup lookup(Account account) {
        return account.verifier() == null
                ? ScramLookup.ABSENT
                : new ScramLookup(Existence.EXISTS, account.disabled(), account.verifier());
    }

    private ScramVerifier fakeVerifier(BareJid user) {
        byte[] hash =
                master.fingerprint(
                        "unknown-user", user.toString().getBytes(StandardCharsets.UTF_8));
        byte[] salt = Arrays.copyOf(hash, FAKE_SALT_BYTES);
        return new ScramVerifier(CHECKED_BY, salt, limits.scramIterations(), hash, hash);
    }
}
