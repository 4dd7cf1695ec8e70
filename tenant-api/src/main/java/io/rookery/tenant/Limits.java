package io.rookery.tenant;

import java.time.Duration;

/// Every maximum of this module.
///
/// @param bodyBytes largest request body
/// @param bodyDepth objects and lists within each other in a request body
/// @param pageRows most rows of one page
/// @param addressRequests requests a minute from one address (IPv6: one /64), before anything is
///   known of who calls
/// @param keyRequests requests a minute with one API key
/// @param failureCost how many requests one failed authentication counts for
/// @param rateBuckets addresses, and keys, whose rates are remembered
/// @param idempotencyKeyChars longest `Idempotency-Key`
/// @param idempotencyAge how long an answer is repeated
/// @param keys API keys of a tenant that are neither revoked nor expired
/// @param domains domains of a tenant, unless the operator says otherwise
/// @param users internal users of a tenant, unless the operator says otherwise
/// @param nameChars longest name of a tenant or a key
/// @param listedUsers users in one invalidation or revocation
/// @param allowedDomains domains in an allow-list
/// @param disabledFeatures features switched off for a domain
/// @param retentionDays longest retention of an archive
/// @param passwordChars shortest password of an internal user
/// @param passwordCharsMax longest password of an internal user
/// @param scramIterations rounds of PBKDF2 in new verifiers (RFC 7677 §4: at least 4,096)
/// @param verifications passwords checked at once; the rest wait for `verificationWait`
/// @param verificationWait how long a login waits for its turn before it is told to come again
/// @param passedPasswords passwords remembered, by a keyed hash, that were found right
/// @param passedPasswordAge how long after the last login with one
/// @param hookUrlChars longest base URL of a hook
/// @param secretOverlap how long a rotated hook secret signs beside its successor
/// @param cachedDomains domains (and hook endpoints) in a node's memory
/// @param unknownDomainAge how long a node remembers that a name is nobody's
/// @param awayAge how long a node remembers that the database was away before it asks again
/// @param domainLoads lookups of domains in the database at once, a node
/// @param changePoll how soon a missed notice of a change is found
/// @param changeAge how long changes are kept for nodes that are away
/// @param changeReplay how far back a starting node hears changes again: for what was committed
///   while it looked; it holds nothing yet that older acts could concern
/// @param changeBatch changes read at once
/// @param eraseBatch rows of deleted domains erased at once
/// @param releasedNameAge how long a deleted domain's name is kept from other tenants
/// @param statementTimeout longest run of one SQL statement
public record Limits(
        int bodyBytes,
        int bodyDepth,
        int pageRows,
        int addressRequests,
        int keyRequests,
        int failureCost,
        int rateBuckets,
        int idempotencyKeyChars,
        Duration idempotencyAge,
        int keys,
        int domains,
        long users,
        int nameChars,
        int listedUsers,
        int allowedDomains,
        int disabledFeatures,
        int retentionDays,
        int passwordChars,
        int passwordCharsMax,
        int scramIterations,
        int verifications,
        Duration verificationWait,
        int passedPasswords,
        Duration passedPasswordAge,
        int hookUrlChars,
        Duration secretOverlap,
        int cachedDomains,
        Duration unknownDomainAge,
        Duration awayAge,
        int domainLoads,
        Duration changePoll,
        Duration changeAge,
        Duration changeReplay,
        int changeBatch,
        int eraseBatch,
        Duration releasedNameAge,
        Duration statementTimeout) {

    /// What an installation has unless its configuration says otherwise.
    public static final Limits DEFAULT =
            new Limits(
                    65_536,
                    16,
                    100,
                    1_200,
                    600,
                    10,
                    100_000,
                    255,
                    Duration.ofHours(24),
                    100,
                    100,
                    100_000,
                    100,
                    1_000,
                    1_000,
                    100,
                    3_650,
                    8,
                    256,
                    10_000,
                    8,
                    Duration.ofSeconds(3),
                    100_000,
                    Duration.ofHours(12),
                    512,
                    Duration.ofHours(24),
                    200_000,
                    Duration.ofSeconds(5),
                    Duration.ofMillis(500),
                    4,
                    Duration.ofSeconds(2),
                    Duration.ofDays(7),
                    Duration.ofSeconds(10),
                    500,
                    5_000,
                    Duration.ofDays(30),
                    Duration.ofSeconds(10));

    /// The same with other request rates.
    public Limits withRates(int addressRequestsPerMinute, int keyRequestsPerMinute) {
        return new Limits(
                bodyBytes,
                bodyDepth,
                pageRows,
                addressRequestsPerMinute,
                keyRequestsPerMinute,
                failureCost,
                rateBuckets,
                idempotencyKeyChars,
                idempotencyAge,
                keys,
                domains,
                users,
                nameChars,
                listedUsers,
                allowedDomains,
                disabledFeatures,
                retentionDays,
                passwordChars,
                passwordCharsMax,
                scramIterations,
                verifications,
                verificationWait,
                passedPasswords,
                passedPasswordAge,
                hookUrlChars,
                secretOverlap,
                cachedDomains,
                unknownDomainAge,
                awayAge,
                domainLoads,
                changePoll,
                changeAge,
                changeReplay,
                changeBatch,
                eraseBatch,
                releasedNameAge,
                statementTimeout);
    }
}
