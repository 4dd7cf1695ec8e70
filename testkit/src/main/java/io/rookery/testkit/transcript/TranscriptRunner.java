package io.rookery.testkit.transcript;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.Xml;
import io.rookery.testkit.net.XmlStream;
import io.rookery.testkit.transcript.Setting.ClientLine;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs one transcript against one connector.
public final class TranscriptRunner {
    /// Virtual time that whatever is under way takes to come to rest.
    private static final Duration REST = Duration.ofSeconds(1);

    private final Transcript transcript;
    private final Connector connector;
    private final Log log = new Log();
    private final Invariants invariants = new Invariants();
    private final Variables variables = new Variables();
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, XmlStream> raw = new LinkedHashMap<>();
    private final Fence fence;

    private TranscriptRunner(Transcript transcript, Connector connector) {
        this.transcript = transcript;
        this.connector = connector;
        this.fence = new Fence(clients.values(), connector);
    }

    /// Runs it; returns when all went as written.
    ///
    /// @throws TranscriptFailure at the first step that did not, with what was expected, what came,
    ///   and everything that happened before
    public static void run(Transcript transcript, Connector connector) {
        new TranscriptRunner(transcript, connector).run();
    }

    private void run() {
        try {
            set();
        } catch (TranscriptFailure | RuntimeException e) {
            throw failure(0, "setting", String.valueOf(e.getMessage()), e);
        }
        for (Step step : transcript.steps()) {
            try {
                perform(step);
            } catch (TranscriptFailure | IllegalStateException | IllegalArgumentException e) {
                throw failure(step.line(), step.toString(), String.valueOf(e.getMessage()), e);
            }
        }
        rest();
        Optional<String> broken = invariants.violation();
        if (broken.isPresent()) {
            throw failure(0, "at the end", broken.get(), null);
        }
    }

    private TranscriptFailure failure(
            int line, String step, String problem, @Nullable Throwable cause) {
        String message =
                transcript.source()
                        + ':'
                        + line
                        + ": "
                        + transcript.title()
                        + "\n  step: "
                        + step
                        + "\n  "
                        + problem
                        + "\n  so far:\n    "
                        + log;
        return cause == null
                ? new TranscriptFailure(message)
                : new TranscriptFailure(message, cause);
    }

    private void set() {
        Setting setting = transcript.setting();
        connector.prepare(setting);
        for (ClientLine line : setting.clients()) {
            variables.set(line.name(), line.jid().toString());
            variables.set(line.name() + ".full", line.jid().toString());
            variables.set(line.name() + ".bare", line.jid().bare().toString());
            Client client = new Client(line, connector, setting.transport(), log, invariants);
            clients.put(line.name(), client);
            if (!line.has("offline")) {
                client.connect();
            }
        }
        for (Setting.RawLine line : setting.raw()) {
            raw.put(line.name(), connector.connectRaw(line));
        }
        rest();
        clients.values().forEach(Client::forgetUnread);
        log.note("---");
    }

    private void perform(Step step) {
        switch (step.action()) {
            case Step.Send send -> send(step.client(), variables.resolve(send.text()));
            case Step.Receive receive ->
                    receive.xml().forEach(xml -> receive(step.client(), variables.resolve(xml)));
            case Step.ReceiveNothing nothing -> receiveNothing(step.client(), nothing.during());
            case Step.Unordered unordered -> unordered(unordered.steps());
            case Step.Connect connect -> client(step.client()).connect();
            case Step.SendBytes send ->
                    raw(step.client()).pipe().send(HexFormat.of().parseHex(send.hex()));
            case Step.Open open -> login(step.client()).open(firstDomain());
            case Step.LogIn login -> login(step.client()).login(login.user(), Connector.PASSWORD);
            case Step.Secure secure -> secure(raw(step.client()));
            case Step.Disconnect disconnect -> disconnect(step.client());
            case Step.Close close -> close(step.client());
            case Step.IsClosed closed -> isClosed(step.client());
            case Step.Resume resume -> resume(client(step.client()), resume.answer());
            case Step.Acknowledge ack -> client(step.client()).acknowledge();
            case Step.Pass pass -> pass(pass.time());
        }
    }

    private void send(String name, String text) {
        XmlStream stream = raw.get(name);
        if (stream == null) {
            client(name).send(text);
        } else {
            log.sent(name, text);
            stream.send(text);
        }
    }

    private void disconnect(String name) {
        XmlStream stream = raw.get(name);
        if (stream == null) {
            client(name).cut();
        } else {
            stream.pipe().cut();
        }
    }

    private void close(String name) {
        XmlStream stream = raw.get(name);
        if (stream == null) {
            client(name).end();
        } else {
            stream.end();
        }
    }

    private void secure(XmlStream stream) {
        stream.pipe().secure(firstDomain());
        stream.restart();
    }

    private Login login(String name) {
        return new Login(raw(name), connector.patience());
    }

    private String firstDomain() {
        return transcript.setting().domains().getFirst().name();
    }

    private XmlStream raw(String name) {
        XmlStream stream = raw.get(name);
        if (stream == null) {
            throw new IllegalArgumentException("client: " + name + " (expected: a raw one)");
        }
        return stream;
    }

    private void pass(Duration time) {
        log.note("time passes " + time);
        connector.pass(time);
    }

    private void receive(String name, String xml) {
        for (Element wanted : Xml.content(xml)) {
            Element came = next(name, wanted);
            if (came == null) {
                throw new TranscriptFailure("expected: " + wanted + "\n  got: nothing");
            }
            Optional<String> wrong = ElementMatcher.mismatch(wanted, came, variables);
            if (wrong.isPresent()) {
                throw new TranscriptFailure(
                        wrong.get() + "\n  expected: " + wanted + "\n  got:      " + came);
            }
        }
    }

    private @Nullable Element next(String name, Element wanted) {
        XmlStream stream = raw.get(name);
        if (stream == null) {
            boolean ack =
                    wanted.namespace().equals(Client.SM)
                            && (wanted.name().equals("a") || wanted.name().equals("r"));
            return ack ? client(name).awaitAck(wanted) : client(name).await();
        }
        Element came = null;
        while (came == null && !stream.isOver()) {
            came = stream.next(connector.patience());
            if (came == null && !stream.isOver()) {
                return null;
            }
        }
        if (came != null) {
            log.received(name, came);
        }
        return came;
    }

    private void receiveNothing(String name, @Nullable Duration during) {
        if (connector.isVirtual()) {
            connector.pass(during == null ? REST : during);
            drain();
        } else {
            rest();
        }
        List<Element> unread = raw.containsKey(name) ? come(raw.get(name)) : client(name).unread();
        if (!unread.isEmpty()) {
            throw new TranscriptFailure("expected: nothing\n  got: " + unread.getFirst());
        }
    }

    private List<Element> come(@Nullable XmlStream stream) {
        Element came = stream == null ? null : stream.next(connector.patience());
        return came == null ? List.of() : List.of(came);
    }

    /// Lets everything under way arrive: by time when it is virtual, else by fences.
    private void rest() {
        if (connector.isVirtual()) {
            connector.pass(REST);
            drain();
        } else {
            fence.pass();
        }
    }

    private void drain() {
        for (Client client : clients.values()) {
            while (client.isConnected() && client.pump(Duration.ZERO)) {}
        }
    }

    private void unordered(List<Step> steps) {
        List<Step> open = new ArrayList<>(steps);
        while (!open.isEmpty()) {
            Step first = open.getFirst();
            Element came = client(first.client()).await();
            if (came == null) {
                throw new TranscriptFailure("expected: " + open + "\n  got: nothing");
            }
            List<String> reasons = new ArrayList<>();
            Step met = null;
            for (Step step : open) {
                if (met == null && step.client().equals(first.client())) {
                    Optional<String> wrong = judge(step, came);
                    if (wrong.isEmpty()) {
                        met = step;
                    }
                    wrong.ifPresent(reasons::add);
                }
            }
            if (met == null) {
                throw new TranscriptFailure(String.join("; ", reasons) + "\n  got: " + came);
            }
            open.remove(met);
        }
    }

    private Optional<String> judge(Step step, Element came) {
        if (!(step.action() instanceof Step.Receive(List<String> xml))) {
            throw new IllegalArgumentException(
                    "unordered: " + step.action() + " (expected: receives:)");
        }
        Element wanted = Xml.content(variables.resolve(xml.getFirst())).getFirst();
        return ElementMatcher.mismatch(wanted, came, variables);
    }

    private void isClosed(String name) {
        XmlStream stream = raw.get(name);
        if (stream == null) {
            Client client = client(name);
            Element came = client.await();
            if (came != null || client.isConnected()) {
                throw new TranscriptFailure("expected: the stream's end\n  got: " + came);
            }
            invariants.gone(name);
            return;
        }
        Element came = stream.next(connector.patience());
        if (came != null || !stream.isOver()) {
            throw new TranscriptFailure("expected: the stream's end\n  got: " + came);
        }
    }

    private void resume(Client client, @Nullable String answer) {
        String wanted =
                answer == null
                        ? "<resumed xmlns='" + Client.SM + "' h='{any}' previd='{any}'/>"
                        : variables.resolve(answer);
        Element came = client.resume();
        Optional<String> wrong =
                ElementMatcher.mismatch(Xml.content(wanted).getFirst(), came, variables);
        if (wrong.isPresent()) {
            throw new TranscriptFailure(wrong.get() + "\n  got: " + came);
        }
    }

    private Client client(String name) {
        Client client = clients.get(name);
        if (client == null) {
            throw new IllegalArgumentException("client: " + name + " (expected: not a raw one)");
        }
        return client;
    }
}
