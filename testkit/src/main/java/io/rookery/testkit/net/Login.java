package io.rookery.testkit.net;

import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// From a new stream to an authenticated one: STARTTLS when it is offered, then SASL.
public final class Login {
    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final int TURNS = 1_000;

    private final XmlStream stream;
    private final Duration most;

    /// @param most how long the server may take for each answer
    public Login(XmlStream stream, Duration most) {
        this.stream = stream;
        this.most = most;
    }

    /// Logs in and opens the stream that follows; returns its features.
    ///
    /// @throws UnexpectedAnswer when the server says something else
    /// @throws IllegalStateException when it says nothing
    public Element authenticate(BareJid user, String password) {
        login(user, password);
        return open(user.domain());
    }

    /// Logs in; the stream that follows has not been opened yet.
    ///
    /// @throws UnexpectedAnswer when the server says something else
    /// @throws IllegalStateException when it says nothing
    public void login(BareJid user, String password) {
        Element features = open(user.domain());
        if (features.child("starttls", TLS) != null) {
            stream.send("<starttls xmlns='" + TLS + "'/>");
            expect("proceed", TLS);
            stream.pipe().secure(user.domain());
            features = open(user.domain());
        }
        Element mechanisms = features.child("mechanisms", SASL);
        if (mechanisms == null) {
            throw new UnexpectedAnswer(features, "mechanisms");
        }
        boolean plain = mechanisms.children().stream().anyMatch(m -> m.text().equals("PLAIN"));
        if (plain) {
            plain(user, password);
        } else {
            scram(user, password);
        }
        stream.restart();
    }

    /// Opens the stream and returns its features.
    public Element open(String domain) {
        stream.open(domain);
        Element header = next();
        if (!header.name().equals("stream") && !header.name().equals("open")) {
            throw new UnexpectedAnswer(header, "a header");
        }
        return expect("features", XmlStream.STREAMS);
    }

    private void plain(BareJid user, String password) {
        String message = '\0' + user.local() + '\0' + password;
        stream.send(auth("PLAIN", message.getBytes(StandardCharsets.UTF_8)));
        expect("success", SASL);
    }

    private void scram(BareJid user, String password) {
        Scram scram = new Scram(String.valueOf(user.local()), password);
        stream.send(auth("SCRAM-SHA-1", scram.first()));
        byte[] challenge = decode(expect("challenge", SASL));
        stream.send(
                "<response xmlns='" + SASL + "'>" + base64(scram.proof(challenge)) + "</response>");
        scram.verify(decode(expect("success", SASL)));
    }

    private static String auth(String mechanism, byte[] message) {
        return "<auth xmlns='"
                + SASL
                + "' mechanism='"
                + mechanism
                + "'>"
                + base64(message)
                + "</auth>";
    }

    private Element expect(String name, String namespace) {
        Element element = next();
        if (!element.is(name, namespace)) {
            throw new UnexpectedAnswer(element, name);
        }
        return element;
    }

    private Element next() {
        for (int i = 0; i < TURNS && !stream.isOver(); i++) {
            @Nullable Element element = stream.next(most);
            if (element != null) {
                return element;
            }
        }
        throw new IllegalStateException("answer: none (expected: one within " + most + ")");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decode(Element element) {
        return Base64.getDecoder().decode(element.text());
    }
}
