package io.rookery.routing.account;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What an account can make happen outside itself. Callbacks run on the account's own thread, never
/// inside the call that registered them.
public interface Effects {
    /// Tells a session, through its gateway.
    void toSession(GatewayAddress gateway, ToSession message);

    /// Tells another account (or this one), wherever it lives.
    void toAccount(AccountId account, ToAccount message);

    /// Appends a record of this account; the shell fills in epoch, tenant and owner. `durable` runs
    /// when it is durable, and never when the shard is lost first: then the whole account ends.
    void append(LogRecord.Builder record, Runnable durable);

    /// Runs `then` with the result or the failure of `stage`.
    <T extends @Nullable Object> void await(
            CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then);

    /// Completes, with the position that readers must have passed, when all that this account
    /// appended until now is durable.
    CompletionStage<LogPosition> position();

    /// What the shard's tail holds of this account: records that count, oldest first.
    CompletionStage<List<LogRecord>> tail();

    /// Runs `task` once after `delay`.
    Timer after(Duration delay, Runnable task);

    /// Now, by the node's clock.
    Instant now();

    /// A new id for this account's archive: a UUIDv7 greater than every one before (XEP-0359).
    UUID nextId();

    /// 64 random bits.
    long random();

    /// Tells the meters; names are in [AccountEvent].
    void count(AccountEvent event);

    /// This account holds nothing that it could not make again: it may be put away.
    void idle();

    /// Something began after [#idle].
    void busy();

    /// A timer that can be stopped.
    interface Timer {
        void cancel();
    }
}
