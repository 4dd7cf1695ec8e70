package io.rookery.edge.sasl;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.edge.TokenBucket;
import io.rookery.xmpp.jid.BareJid;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows the guessing of passwords down: failed logins take tokens of the account's bucket and of
/// the address' bucket, and whoever has none left is answered `temporary-auth-failure` unasked (RFC
/// 6120 §13.12). Shared by all connections of an edge.
///
/// Accounts that do not exist are counted like those that do. An IPv6 address counts as its /64.
public final class LoginThrottle {
    private final InstantSource clock;
    private final Rates rates;

    /// The eldest entry is the one longest without a failure.
    @GuardedBy("this")
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /// How many failures are borne.
    ///
    /// @param accountBurst failures of one account before it is slowed
    /// @param addressBurst failures from one address before it is slowed
    /// @param perMinute failures a minute that either may go on with
    /// @param entries accounts and addresses remembered; the eldest is forgotten beyond
    public record Rates(int accountBurst, int addressBurst, int perMinute, int entries) {
        /// 10 an account, 30 an address, 6 a minute, 100,000 remembered.
        public static final Rates DEFAULT = new Rates(10, 30, 6, 100_000);
    }

    public LoginThrottle(InstantSource clock, Rates rates) {
        this.clock = clock;
        this.rates = rates;
    }

    /// True when an attempt on `user` from `address` may be answered.
    public synchronized boolean admits(BareJid user, InetAddress address) {
        return admits(key(user)) && admits(key(address));
    }

    /// Counts a failed login.
    public synchronized void failed(BareJid user, InetAddress address) {
        bucket(key(user), rates.accountBurst()).take(1);
        bucket(key(address), rates.addressBurst()).take(1);
    }

    @GuardedBy("this")
    private boolean admits(String key) {
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            return true;
        }
        if (bucket.isFull()) {
            buckets.remove(key);
            return true;
        }
        return bucket.covers(1);
    }

    @GuardedBy("this")
    private TokenBucket bucket(String key, int burst) {
        TokenBucket bucket =
                buckets.computeIfAbsent(
                        key, k -> new TokenBucket(clock, rates.perMinute() / 60.0, burst));
        if (buckets.size() > rates.entries()) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        return bucket;
    }

    private static String key(BareJid user) {
        return "account " + user;
    }

    private static String key(InetAddress address) {
        return "address " + NetworkAddress.key(address);
    }
}
