package io.rookery.testkit.transcript;

import io.rookery.testkit.net.Xml;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds in every transcript, whatever it is about: each IQ request of a client that stays
/// gets exactly one answer (RFC 6120 §8.2.3), no error is answered by an error (§8.3.1), nobody
/// gets what is addressed to another (§8.1.1.2), and no message carries two ids by one archive
/// (XEP-0359).
final class Invariants {
    private static final String STANZA_ID = "urn:xmpp:sid:0";

    private final Map<String, Map<String, Integer>> answers = new LinkedHashMap<>();
    private final Map<String, Set<String>> errorsSent = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();

    void connected(String client) {
        answers.put(client, new LinkedHashMap<>());
        errorsSent.put(client, new HashSet<>());
    }

    /// The client's stream is over: nobody answers what it asked.
    void gone(String client) {
        answers.remove(client);
    }

    void sent(String client, String text) {
        for (Element stanza : elements(text)) {
            String id = stanza.attribute("id");
            String type = stanza.attribute("type");
            if (id != null && stanza.name().equals("iq") && isRequest(type)) {
                Map<String, Integer> open = answers.get(client);
                if (open != null) {
                    open.put(id, 0);
                }
            }
            if (id != null && "error".equals(type)) {
                errorsSent.computeIfAbsent(client, key -> new HashSet<>()).add(id);
            }
        }
    }

    private static boolean isRequest(@Nullable String type) {
        return "get".equals(type) || "set".equals(type);
    }

    /// The elements that a client sends; none when they are sent wrong on purpose.
    static List<Element> elements(String text) {
        try {
            return Xml.content(text);
        } catch (IllegalArgumentException e) {
            return List.of(); // what is sent wrong on purpose is answered by a stream error
        }
    }

    void received(String client, FullJid own, Element stanza) {
        String id = stanza.attribute("id");
        String type = stanza.attribute("type");
        Map<String, Integer> open = answers.getOrDefault(client, Map.of());
        boolean answer =
                stanza.name().equals("iq") && ("result".equals(type) || "error".equals(type));
        if (answer && id != null && open.containsKey(id) && open.merge(id, 1, Integer::sum) > 1) {
            broken.add(client + " got more than one answer to " + id);
        }
        if ("error".equals(type)
                && errorsSent.getOrDefault(client, Set.of()).contains(String.valueOf(id))) {
            broken.add(client + " got an error as answer to the error " + id);
        }
        String to = stanza.attribute("to");
        if (to != null && !Jid.parse(to).bare().equals(own.bare())) {
            broken.add(client + " got what is addressed to " + to);
        }
        Set<String> by = new HashSet<>();
        for (Element child : stanza.children("stanza-id", STANZA_ID)) {
            if (!by.add(String.valueOf(child.attribute("by")))) {
                broken.add(client + " got a message with two ids by " + child.attribute("by"));
            }
        }
    }

    /// What has been broken so far, and at the transcript's end what has not been answered.
    Optional<String> violation() {
        List<String> all = new ArrayList<>(broken);
        answers.forEach((client, open) ->
                open.forEach((id, count) -> {
                    if (count == 0) {
                        all.add(client + " got no answer to " + id);
                    }
                }));
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
    }
}
