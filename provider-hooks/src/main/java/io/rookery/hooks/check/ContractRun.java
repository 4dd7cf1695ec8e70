package io.rookery.hooks.check;

import io.rookery.hooks.check.Finding.Mark;
import io.rookery.hooks.check.Probe.Draft;
import io.rookery.hooks.check.Probe.Seen;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.json.Json;
import io.rookery.hooks.json.JsonObject;
import io.rookery.hooks.json.MalformedJsonException;
import io.rookery.hooks.webhook.HookRequest;
import io.rookery.hooks.webhook.Transport.Exchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One run of the contract check over one backend.
final class ContractRun {
    private static final String NOBODY = "rookery-contract-check-nobody";
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final byte[] BROKEN_JSON = "{\"domain\":".getBytes(StandardCharsets.UTF_8);

    private final ContractSubject subject;
    private final Probe probe;
    private final List<Finding> findings = new ArrayList<>();

    ContractRun(ContractSubject subject, Probe probe) {
        this.subject = subject;
        this.probe = probe;
    }

    List<Finding> all() {
        if (reachable()) {
            signatures();
            for (Operation operation : Operation.values()) {
                if (subject.operations().contains(operation)) {
                    check(operation);
                }
            }
        }
        return List.copyOf(findings);
    }

    private void check(Operation operation) {
        switch (operation) {
            case AUTH_VERIFY -> verify();
            case AUTH_SCRAM -> scram();
            case USER_EXISTS -> exists();
            case ROSTER_GET -> roster();
        }
    }

    private boolean reachable() {
        Seen seen = probe.send(probe.draft(any()));
        boolean answered = seen.exchange() instanceof Exchange.Reply;
        verdict(answered, "the backend can be reached", seen.shown());
        return answered;
    }

    private void signatures() {
        Draft good = probe.draft(any());
        refused("a request without signature", good.withSignature(Optional.empty()));
        refused("a signature by another secret", probe.forged(good, false));
        byte[] altered = good.body().clone();
        altered[altered.length - 1] = ' ';
        refused("a body other than the signed one", good.withBody(altered));
        refused("an old timestamp", probe.outdated(any()));
        Draft rotating = probe.forged(good, true);
        answered("accepts one good signature among several (rotation)", rotating);
        answered("answers a request that comes again with the same id", rotating);
        Seen seen = probe.send(probe.broken(any(), BROKEN_JSON));
        verdict(
                seen.status() >= 400 && seen.status() < 500,
                "answers broken JSON with a status from 400 to 499",
                seen.shown());
    }

    private void verify() {
        decision("denies a user who does not exist", NOBODY, probe.nonsense(), "deny");
        String wrong = "denies a wrong password";
        String right = "allows the right password";
        String user = subject.user().orElse("");
        if (user.isEmpty()) {
            skip("auth.verify " + wrong);
        } else {
            decision(wrong, user, probe.nonsense(), "deny");
        }
        if (user.isEmpty() || subject.password().isEmpty()) {
            skip("auth.verify " + right);
        } else {
            decision(right, user, subject.password().get(), "allow");
        }
    }

    private void decision(String what, String user, String password, String expected) {
        String check = "auth.verify " + what;
        examine(
                check,
                verifyRequest(user, password),
                answer -> {
                    String decision = answer.text("decision");
                    answer.whole("ttl", 0, 0, Integer.MAX_VALUE);
                    boolean whole =
                            !answer.has("attributes")
                                    || answer.optionalObject("attributes").isPresent();
                    verdict(
                            decision.equals(expected) && whole,
                            check,
                            whole ? "decision: " + decision : "attributes: no object");
                });
    }

    private void scram() {
        JsonObject hash = JsonObject.EMPTY.with("hash", "SHA-256");
        String nobody = "auth.scram knows that a user does not exist";
        examine(
                nobody,
                request(Operation.AUTH_SCRAM, NOBODY, hash),
                answer -> verdict(!answer.flag("found", true), nobody, "found"));
        String known = "auth.scram gives a verifier for the user";
        if (subject.user().isEmpty()) {
            skip(known);
            return;
        }
        examine(
                known,
                request(Operation.AUTH_SCRAM, subject.user().get(), hash),
                answer -> {
                    boolean whole =
                            answer.flag("found", false)
                                    && !answer.text("salt").isEmpty()
                                    && !answer.text("stored_key").isEmpty()
                                    && !answer.text("server_key").isEmpty()
                                    && answer.whole("iterations", 0, 0, Integer.MAX_VALUE) >= 4_096;
                    verdict(whole, known, "not found, or a part of it too small");
                });
    }

    private void exists() {
        String check = "user.exists knows who exists and who does not";
        List<Json> asked = new ArrayList<>(List.of(Json.of(NOBODY)));
        subject.user().ifPresent(user -> asked.add(Json.of(user)));
        HookRequest request =
                new HookRequest(
                        Operation.USER_EXISTS,
                        subject.domain(),
                        Optional.empty(),
                        JsonObject.EMPTY.with("users", new Json.Array(asked)));
        examine(
                check,
                request,
                answer -> {
                    JsonObject map = answer.object("users");
                    boolean known = subject.user().map(user -> map.flag(user, false)).orElse(true);
                    boolean right = known && !map.flag(NOBODY, true);
                    verdict(right, check, "a user is missing, or has the wrong value");
                });
    }

    private void roster() {
        String check = "roster.get gives items";
        examine(
                check,
                request(Operation.ROSTER_GET, someone(), JsonObject.EMPTY),
                answer -> {
                    boolean items = answer.has("items");
                    boolean whole = items && answer.array("items").stream().allMatch(this::isItem);
                    verdict(whole, check, items ? "one of them is no item" : "items: missing");
                    unchanged(answer.optionalText("version"));
                });
    }

    private void unchanged(Optional<String> version) {
        String check = "roster.get says unchanged to its own version";
        if (version.isEmpty()) {
            add(Mark.SKIPPED, check, "no version was given");
            return;
        }
        JsonObject data = JsonObject.EMPTY.with("version", version.get());
        examine(
                check,
                request(Operation.ROSTER_GET, someone(), data),
                answer -> {
                    boolean unchanged = answer.flag("unchanged", false);
                    add(
                            unchanged ? Mark.PASSED : Mark.WARNING,
                            check,
                            unchanged ? "" : "the whole roster came again");
                });
    }

    private boolean isItem(Json value) {
        return value instanceof JsonObject item && !item.text("jid").isEmpty();
    }

    /// Has the answer looked at; whatever is no answer of the contract is a finding.
    private void examine(String check, HookRequest request, Consumer<JsonObject> examiner) {
        Seen seen = probe.send(probe.draft(request));
        if (!(seen.exchange() instanceof Exchange.Reply(int status, byte[] body))
                || status != 200) {
            add(Mark.FAILED, check, seen.shown());
            return;
        }
        if (seen.took().compareTo(SLOW) > 0) {
            add(Mark.WARNING, check, "took " + seen.took().toMillis() + " ms");
        }
        try {
            examiner.accept(probe.read(body));
        } catch (MalformedJsonException e) {
            add(Mark.FAILED, check, String.valueOf(e.getMessage()));
        }
    }

    private void answered(String check, Draft draft) {
        Seen seen = probe.send(draft);
        verdict(seen.status() == 200, check, seen.shown());
    }

    private void refused(String what, Draft draft) {
        Seen seen = probe.send(draft);
        boolean refused = seen.status() == 401 || seen.status() == 403;
        verdict(refused, "refuses " + what + " with 401", seen.shown());
    }

    /// A request that has a good answer whoever the users are.
    private HookRequest any() {
        return subject.operations().contains(Operation.AUTH_VERIFY)
                ? verifyRequest(NOBODY, NOBODY)
                : request(Operation.ROSTER_GET, someone(), JsonObject.EMPTY);
    }

    private String someone() {
        return subject.user().orElse(NOBODY);
    }

    private HookRequest verifyRequest(String user, String password) {
        return request(
                Operation.AUTH_VERIFY,
                user,
                JsonObject.EMPTY.with("password", password).with("client_address", "192.0.2.1"));
    }

    private HookRequest request(Operation operation, String user, JsonObject data) {
        return new HookRequest(operation, subject.domain(), Optional.of(user), data);
    }

    private void skip(String check) {
        add(Mark.SKIPPED, check, "no user, or no password of one, was given");
    }

    private void verdict(boolean good, String check, String otherwise) {
        add(good ? Mark.PASSED : Mark.FAILED, check, good ? "" : otherwise);
    }

    private void add(Mark mark, String check, String detail) {
        findings.add(new Finding(mark, check, detail));
    }
}
