package io.rookery.server.cli;

import io.rookery.hooks.Hooks;
import io.rookery.hooks.check.ContractCheck;
import io.rookery.hooks.check.ContractSubject;
import io.rookery.hooks.check.Finding;
import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.SigningSecret;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.routing.port.TenantId;
import io.rookery.server.roles.Settings;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery hooks check`: the contract, held against a tenant's backend. Needs no node.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Calls a tenant's backend some twenty times, a few of them wrong on purpose, and"
                        + " says what of the contract it keeps.",
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:nothing failed",
            "1:something failed",
            "2:the command cannot be understood",
        })
final class CheckHook implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "the backend's base URL, as the tenant API has it")
    private String url = "";

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            required = true,
            description = "the hook's signing secret, whsec_…")
    private String secret = "";

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "check.example",
            description = "the domain to ask about (${DEFAULT-VALUE})")
    private String domain = "";

    @Option(
            names = "--user",
            paramLabel = "USER",
            description =
                    "the localpart of a user who exists; without it only strangers are asked about")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "that user's password; without it no login is tried that should succeed")
    private Optional<String> password = Optional.empty();

    @Option(
            names = "--operations",
            paramLabel = "OPERATION",
            split = ",",
            defaultValue = "auth.verify,user.exists,roster.get",
            description = "what the backend answers (${DEFAULT-VALUE}; also auth.scram)")
    private List<String> operations = List.of();

    @Option(
            names = "--allow-loopback",
            description = "for development: a backend on this machine, by http too")
    private boolean allowLoopback;

    @Override
    public Integer call() {
        LogOutput.configure(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.WARN));
        ContractSubject subject =
                new ContractSubject(base(), signingSecret(), domain, user, password, operations());
        Egress egress = new Egress(allowLoopback, List.of());
        egress.refusal(subject.baseUrl())
                .ifPresent(reason -> {
                    throw misuse("URL: " + reason);
                });
        List<Finding> findings;
        try (Hooks hooks = Hooks.start(ports(), HookLimits.DEFAULT, egress)) {
            findings = hooks.contractCheck().run(subject);
        }
        return report(findings);
    }

    private int report(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(out::println);
        long failed = count(findings, Finding.Mark.FAILED);
        out.printf(
                "%n%d passed, %d failed, %d to look at, %d skipped%n",
                count(findings, Finding.Mark.PASSED),
                failed,
                count(findings, Finding.Mark.WARNING),
                count(findings, Finding.Mark.SKIPPED));
        out.flush();
        return ContractCheck.passed(findings) ? 0 : FAILED;
    }

    private static long count(List<Finding> findings, Finding.Mark mark) {
        return findings.stream().filter(finding -> finding.mark() == mark).count();
    }

    private URI base() {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw misuse("URL: " + url + " (expected: one such as https://hooks.example.com)");
        }
    }

    private SigningSecret signingSecret() {
        try {
            return SigningSecret.parse(secret);
        } catch (IllegalArgumentException e) {
            throw misuse("--secret: " + e.getMessage());
        }
    }

    private Set<Operation> operations() {
        EnumSet<Operation> known = EnumSet.noneOf(Operation.class);
        for (String text : operations) {
            known.add(
                    Operation.parse(text)
                            .orElseThrow(() ->
                                    misuse(
                                            "--operations: "
                                                    + text
                                                    + " (expected: one of the contract)")));
        }
        return known;
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static HookPorts ports() {
        return new HookPorts(
                new NoEndpoints(),
                Clock.systemUTC(),
                new SecureRandom(),
                HookMeter.NONE,
                TraceContext.NONE);
    }

    /// The check is told whom to call.
    private record NoEndpoints() implements HookDirectory {
        @Override
        public CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String of) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public Optional<HookEndpoint> cached(TenantId tenant, String of) {
            return Optional.empty();
        }
    }
}
