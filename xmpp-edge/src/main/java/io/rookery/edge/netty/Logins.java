package io.rookery.edge.netty;

import io.rookery.edge.handover.Way;
import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.SaslFailure;
import io.rookery.edge.sasl.SaslInput;
import io.rookery.edge.stream.Login;
import io.rookery.edge.stream.StreamAction;
import io.rookery.edge.stream.StreamInput;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks directory and authentication for one connection, and slows guessing down.
final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Kernel kernel;
    private final InetAddress address;
    private final Executor loop;
    private final Consumer<StreamInput> answers;
    private final Way way;
    private final long begunMillis;

    /// @param loop the connection's own thread, on which `answers` is called
    Logins(
            Kernel kernel,
            InetAddress address,
            Way way,
            Executor loop,
            Consumer<StreamInput> answers) {
        this.kernel = kernel;
        this.address = address;
        this.way = way;
        this.loop = loop;
        this.answers = answers;
        this.begunMillis = kernel.ports().clock().millis();
    }

    void find(StreamAction.FindDomain action) {
        ask(
                () -> kernel.ports().domains().find(action.domain()),
                policy ->
                        new StreamInput.DomainFound(
                                policy, offersScram(policy), kernel.detour().newcomer(way)),
                new StreamInput.DomainUnavailable());
    }

    private boolean offersScram(Optional<DomainPolicy> policy) {
        return policy.isPresent() && kernel.ports().authentication().offersScram(policy.get());
    }

    void find(StreamAction.FindVerifier action) {
        StreamInput unavailable =
                new StreamInput.SaslAnswered(new SaslInput.Found(ScramLookup.UNAVAILABLE));
        if (!kernel.throttle().admits(action.user(), address)) {
            kernel.ports().meter().throttled();
            loop.execute(() -> answers.accept(unavailable));
            return;
        }
        ask(
                () ->
                        kernel.ports()
                                .authentication()
                                .scram(action.policy(), action.user(), action.hash()),
                lookup -> new StreamInput.SaslAnswered(new SaslInput.Found(lookup)),
                unavailable);
    }

    void check(StreamAction.CheckPassword action) {
        StreamInput unavailable =
                new StreamInput.SaslAnswered(new SaslInput.Checked(Verdict.UNAVAILABLE));
        if (!kernel.throttle().admits(action.user(), address)) {
            kernel.ports().meter().throttled();
            loop.execute(() -> answers.accept(unavailable));
            return;
        }
        ask(
                () ->
                        kernel.ports()
                                .authentication()
                                .verify(
                                        action.policy(),
                                        action.user(),
                                        action.password(),
                                        address.getHostAddress()),
                verdict -> new StreamInput.SaslAnswered(new SaslInput.Checked(verdict)),
                unavailable);
    }

    void succeeded(Login login) {
        count(login.policy(), login.mechanism().text(), null);
    }

    void failed(StreamAction.LoginFailed failed) {
        if (failed.condition() == SaslFailure.NOT_AUTHORIZED && failed.user() != null) {
            kernel.throttle().failed(failed.user(), address);
        }
        Mechanism mechanism = failed.mechanism();
        count(
                failed.policy(),
                mechanism == null ? "none" : mechanism.text(),
                failed.condition().element());
        LOG.atInfo()
                .addKeyValue("tenant", failed.policy().tenant().text())
                .addKeyValue("domain", failed.policy().domain())
                .addKeyValue("user", failed.user() == null ? "" : failed.user())
                .addKeyValue("address", address.getHostAddress())
                .log("login refused: {} ({})", failed.condition().element(), failed.reason());
    }

    private void count(DomainPolicy policy, String mechanism, @Nullable String failure) {
        kernel.ports()
                .meter()
                .login(
                        policy.domain(),
                        mechanism,
                        failure,
                        Duration.ofMillis(kernel.ports().clock().millis() - begunMillis));
    }

    private interface Question<T> {
        CompletionStage<T> ask();
    }

    /// Whoever is asked may fail at once, later, or answer on any thread.
    private <T> void ask(
            Question<T> question, Function<T, StreamInput> answer, StreamInput unavailable) {
        CompletionStage<T> stage;
        try {
            stage = question.ask();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("address", address.getHostAddress())
                    .setCause(e)
                    .log("directory or authentication failed");
            loop.execute(() -> answers.accept(unavailable));
            return;
        }
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                LOG.atDebug()
                        .addKeyValue("address", address.getHostAddress())
                        .setCause(failure)
                        .log("directory or authentication failed");
            }
            loop.execute(() -> answers.accept(failure == null ? answer.apply(value) : unavailable));
        });
    }
}
